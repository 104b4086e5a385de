"""joined.py: words said alone -> the same words in the middle of speech, without a pause.

    pip install numpy soundfile
    python3 joined.py MANIFEST ROOT OUT > joined.tsv

MANIFEST is one for `host-sim evaluate`. Of every clip that says a word the silence at both ends is cut, and the end of one sentence (a
clip of three seconds or more that says none) is put before it, the beginning of another behind it, as loud as the word. Clips that say
nothing of interest stay as they are. The voices differ and nothing is slurred, so this is kinder than real sentences in one way and
harsher in another; but the words are those that no training heard, and there are enough of them.
"""
import csv, os, random, sys
import numpy, soundfile

RATE, BLOCK = 16_000, 160
#: Seconds of speech before and after the word, and of the shortest clip that is cut for it.
AROUND, SENTENCE = 2.0, 3.0


def powers(sound):
    blocks = sound[: len(sound) // BLOCK * BLOCK].reshape(-1, BLOCK)
    return (blocks**2).mean(axis=1)


def spoken(path):
    """The sound without the silence at its ends: blocks of less than 1/1000 of the loudest one's power."""
    sound, rate = soundfile.read(path, dtype="float64")
    assert rate == RATE, path
    power = powers(sound)
    heard = numpy.flatnonzero(power > power.max() / 1000)
    return sound[heard[0] * BLOCK : (heard[-1] + 1) * BLOCK]


def level(sound):
    power = powers(sound)
    return numpy.sqrt(power[power > power.max() / 1000].mean())


def joined(before, word, after):
    length = round(AROUND * RATE)
    parts = [before[-length:], word, after[:length]]
    sound = numpy.concatenate([part * level(word) / level(part) for part in parts])
    return sound * min(1, 0.98 / abs(sound).max())


def main(manifest, root, out):
    with open(manifest, encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    paths = {row["path"]: os.path.abspath(os.path.join(root, row["path"])) for row in rows}
    carriers = [row["path"] for row in rows if row["word"] == "-" and float(row["seconds"]) >= SENTENCE]
    chance = random.Random(3)
    os.makedirs(out, exist_ok=True)
    print("path\tword\tseconds")
    for number, row in enumerate(rows):
        path, seconds = paths[row["path"]], row["seconds"]
        if row["word"] != "-":
            before, after = (spoken(paths[carrier]) for carrier in chance.sample(carriers, 2))
            sound = joined(before, spoken(path), after)
            path, seconds = os.path.abspath(os.path.join(out, f"{number}.wav")), f"{len(sound) / RATE:.3f}"
            soundfile.write(path, sound, RATE, "PCM_16")
        print(path, row["word"], seconds, sep="\t")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
