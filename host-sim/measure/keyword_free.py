"""keyword_free.py: transcribed recordings -> a manifest of those that say none of the words of the lists, for `host-sim lexicon drives`.

    python3 keyword_free.py PRONOUNCE OUT.tsv CLIPS.tsv...

PRONOUNCE as for calibrate.py. CLIPS.tsv has the columns path, seconds, transcript and language (that of unpack.py, or the collection's
own manifest). Paths are written relative to OUT.tsv, so put both below one folder. A clip without a transcript says nobody knows
what: it is left out. What a transcript says, said.py decides. Prints how much was kept.
"""
import csv, os, sys

from said import entries, plain, says, spoken


def read(name):
    with open(name, encoding="utf-8") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def main(pronounce, out, *lists):
    words = [(entry["text"], entry["phonemes"]) for _, entry in entries()]
    kept, seconds, dropped = [], 0.0, 0
    for name in lists:
        folder, rows = os.path.relpath(os.path.dirname(name) or ".", os.path.dirname(out) or "."), read(name)
        sounds = spoken(pronounce, rows)
        for row in rows:
            text = plain(row["transcript"] or "")
            if not text or any(says(text, sounds[row["transcript"]], *word) for word in words):
                dropped += 1
                continue
            kept.append((os.path.join(folder, row["path"]), row["seconds"], row["transcript"]))
            seconds += float(row["seconds"])
    with open(out, "w", encoding="utf-8") as table:
        table.write("path\ttopic\tseconds\ttranscript\n")
        table.writelines(f"{path}\t-\t{length}\t{text}\n" for path, length, text in kept)
    print(f"{len(kept)} clips, {seconds / 3600:.2f} h; {dropped} left out")


if __name__ == "__main__":
    main(*sys.argv[1:])
