"""alone.py: short transcribed clips -> a manifest in which each of them is a keyword of its own.

    python3 alone.py LANGUAGE CLIPS.tsv [SPLIT] > alone.tsv

CLIPS.tsv is that of running.py. A clip of up to WORDS words whose likeliest pronunciation has six phonemes or more is a keyword, if no
other sounds the same; it is said wherever its words stand in a transcript. All other clips stay, as negatives. The keywords, for
`host-sim evaluate --words`, go to standard error; with so few clips of each, its figures for one threshold are the ones to read.
"""
import collections, csv, sys
from running import PHONEMES, pronounced, words_of

WORDS = 3


def main(language, path, split="test"):
    with open(path, encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for row in rows if row["language"] == language and row["split"] == split]
    spoken = ["" if row["transcript"] == "-" else " ".join(words_of(row["transcript"])) for row in rows]
    phones = pronounced(sorted({text for text in spoken if 1 <= len(text.split()) <= WORDS}), language)
    homophones = collections.Counter(sound for word in phones for sound in set(phones[word]))
    is_alone = lambda word: all(homophones[sound] == 1 for sound in phones[word])
    chosen = [word for word in phones if len(phones[word][0].split()) >= PHONEMES and is_alone(word)]
    print("path\tword\tseconds\ttranscript")
    for row, text in zip(rows, spoken):
        said = [word for word in chosen if f" {word} " in f" {text} "]
        print(row["path"], ",".join(said) or "-", row["seconds"], row["transcript"], sep="\t")
    print(",".join(chosen), file=sys.stderr)


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
