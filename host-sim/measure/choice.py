"""choice.py: which of some words was said, when one of them was: `host-sim evaluate --scores` -> right answers.

    host-sim evaluate LIST --words yes,no,up,down --scores SCORES.tsv
    python3 choice.py SCORES.tsv SPEAKERS.tsv

SPEAKERS.tsv has the columns path and speaker. Of each clip that says exactly one of the words the word with the highest score is the
answer; none heard is a wrong one. Calibrated: to every word's score a number is added, chosen so that one half of the speakers is
answered best; told is the other half, and the mean of both ways round.
"""
import csv, sys

STEPS = [step / 20 for step in range(-40, 41)]  # nats per phoneme
LEAST = -9.0  # of a word that was not heard


def read(name):
    with open(name, encoding="utf-8") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def right(clips, added):
    """How many of the (word, scores) are answered rightly."""
    answer = lambda scores: max(scores, key=lambda word: scores[word] + added[word])
    return sum(scores[word] > LEAST and answer(scores) == word for word, scores in clips)


def calibrated(clips, words):
    """What to add to each word's score: one after the other, until nothing helps."""
    added, best = dict.fromkeys(words, 0.0), -1
    while (now := right(clips, added)) > best:
        best = now
        for word in words:
            added[word] = max(STEPS, key=lambda step: (right(clips, {**added, word: step}), -abs(step)))
    return added


def main(scores, speakers):
    rows, of = read(scores), [(row["path"], row["speaker"]) for row in read(speakers)]
    words = [name for name in rows[0] if name not in ("path", "word")]
    speaker = lambda path: next(who for name, who in of if path.endswith(name))
    halves = {}
    ranks = {who: place for place, who in enumerate(sorted({who for _, who in of}))}
    for row in rows:
        if row["word"] in words:
            values = {word: LEAST if row[word] == "-" else float(row[word]) for word in words}
            halves.setdefault(ranks[speaker(row["path"])] % 2, []).append((row["word"], values))
    clips = [clip for half in halves.values() for clip in half]
    print(f"{len(clips)} clips, {len(words)} words")
    print(f"as they are: {100 * right(clips, dict.fromkeys(words, 0.0)) / len(clips):.1f} % right")
    found = sum(right(halves[1 - half], calibrated(halves[half], words)) for half in halves)
    print(f"calibrated on the other half of the speakers: {100 * found / len(clips):.1f} % right")
    for word in words:
        own = [clip for clip in clips if clip[0] == word]
        print(f"{word}: {100 * right(own, dict.fromkeys(words, 0.0)) / len(own):.1f} % of {len(own)}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
