"""Draws RUN/log.tsv and RUN/errors.tsv as RUN/curve.svg: `python curve.py RUN`."""
import pathlib, sys

WIDTH, HEIGHT, MARGIN = 720, 360, 50
COLOURS = "#1f77b4 #ff7f0e #2ca02c #d62728 #9467bd #8c564b #e377c2 #7f7f7f #bcbd22 #17becf #393b79 #637939 #8c6d31".split()


def series(folder):
    """-> {name: [(step, value)]}: training loss, phoneme errors by group"""
    lines = {"training loss": []}
    for row in (folder / "log.tsv").read_text().splitlines():
        step, _, loss, _ = row.split("\t")
        lines["training loss"].append((int(step), float(loss)))
    errors = folder / "errors.tsv"
    for row in errors.read_text().splitlines() if errors.exists() else []:
        step, *cells = row.split("\t")
        for cell in cells:
            name, value = cell.split()
            lines.setdefault(f"errors {name}", []).append((int(step), float(value)))
    return lines


def draw(folder):
    folder = pathlib.Path(folder)
    lines = series(folder)
    last = max(step for points in lines.values() for step, _ in points)
    top = min(3.0, max(value for points in lines.values() for _, value in points))
    x = lambda step: MARGIN + (WIDTH - 2 * MARGIN) * step / last
    y = lambda value: HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * min(value, top) / top
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + 150}" height="{HEIGHT}" font-family="sans-serif" font-size="11">',
             f'<rect width="{WIDTH + 150}" height="{HEIGHT}" fill="white"/>']
    for tenth in range(0, int(top * 10) + 1, 2):
        level = y(tenth / 10)
        parts.append(f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{level:.1f}" y2="{level:.1f}" stroke="#ddd"/>'
                     f'<text x="{MARGIN - 6}" y="{level + 4:.1f}" text-anchor="end">{tenth / 10}</text>')
    for quarter in range(5):
        parts.append(f'<text x="{x(last * quarter / 4):.1f}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle">{last * quarter // 4}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">steps</text>')
    for number, (name, points) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{x(step):.1f},{y(value):.1f}" for step, value in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}"/>'
                     f'<text x="{WIDTH - MARGIN + 10}" y="{MARGIN + 15 * number}" fill="{colour}">{name} {points[-1][1]:.2f}</text>')
    (folder / "curve.svg").write_text("\n".join([*parts, "</svg>"]) + "\n")


if __name__ == "__main__":
    draw(sys.argv[1])
