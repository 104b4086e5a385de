// Times of the audio system, drawn as they come and as histograms. Simulator only.
"use strict";

const PLOTS = (() => {
  const BINS = 40;
  const known = new Map();

  const size = (place) => ({ width: Math.max(240, Math.min(420, place.clientWidth || 420)), height: 180 });

  function colours() {
    const style = getComputedStyle(document.documentElement);
    return { ink: style.getPropertyValue("--ink").trim(), line: style.getPropertyValue("--edge").trim(), fill: style.getPropertyValue("--open").trim() };
  }

  // Draws x and y into a place; makes the drawing when there is none, or when its words or the colours have changed.
  function draw(id, [across, up], data, options = {}) {
    const place = document.getElementById(id);
    const { ink, line, fill } = colours();
    const key = [across, up, ink].join();
    let drawn = known.get(id);
    if (!drawn || drawn.key !== key) {
      if (drawn) drawn.plot.destroy();
      const axis = { stroke: ink, grid: { stroke: line, width: 0.5 }, font: "12px sans-serif" };
      const plot = new uPlot({
        ...size(place), legend: { show: false }, cursor: { show: false }, scales: { x: { time: false }, y: { range: (_, low, high) => [Math.min(0, low), (high || 1) * 1.1] } },
        axes: [{ ...axis, label: across, labelFont: "12px sans-serif" }, { ...axis, label: up, labelFont: "12px sans-serif" }],
        series: [{}, { stroke: fill, fill: options.bars ? fill : undefined, width: 1, points: { show: !options.bars && !options.line },
          paths: options.bars ? uPlot.paths.bars({ size: [0.95] }) : options.line ? uPlot.paths.linear() : () => null }],
      }, data, place);
      drawn = { plot, key };
      known.set(id, drawn);
    }
    drawn.plot.setData(data);
  }

  function histogram(times) {
    const most = Math.max(...times) * 1.05 || 1;
    const counts = new Array(BINS).fill(0);
    for (const time of times) counts[Math.min(BINS - 1, Math.floor((time / most) * BINS))] += 1;
    return [counts.map((_, bin) => ((bin + 0.5) * most) / BINS), counts];
  }

  const percentile = (sorted, share) => sorted[Math.ceil((sorted.length - 1) * share)];

  return {
    // A series of times in milliseconds, and its histogram; what it says, for those who do not see it.
    show(name, times, words, line) {
      if (!times.length) return words.none;
      draw(name, [words.number, "ms"], [times.map((_, number) => number), times], { line });
      draw(`${name}-histogram`, ["ms", words.count], histogram(times), { bars: true });
      const sorted = [...times].sort((one, other) => one - other);
      const says = [0.5, 0.99, 1].map((share) => percentile(sorted, share).toFixed(2));
      const text = `${times.length}; p50 ${says[0]} ms, p99 ${says[1]} ms, max ${says[2]} ms`;
      for (const id of [name, `${name}-histogram`]) {
        const place = document.getElementById(id);
        place.setAttribute("role", "img");
        place.setAttribute("aria-label", `${words.title}: ${text}`);
      }
      return text;
    },
  };
})();
