"""keyword_free.py: transcribed recordings -> a manifest of those that say none of the words of the lists, for `host-sim lexicon drives`.

    python3 keyword_free.py OUT.tsv CLIPS.tsv...

CLIPS.tsv has the columns path, seconds and transcript (that of unpack.py, or the collection's own manifest). Paths are written
relative to OUT.tsv, so put both below one folder. A clip without a transcript says nobody knows what: it is left out. A word counts
as said if a transcript holds its text at the start of a word, whatever the ending ("tents" says tent), in either language.
Prints how much was kept.
"""
import csv, os, pathlib, re, sys, tomllib, unicodedata

POLICY = pathlib.Path(__file__).parents[2] / "firmware/gateway/policy/lexicon"


def plain(text):
    letters = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def watched():
    """the texts of both languages, and the stem without a final vowel: "carpas", "carpita" say carpa"""
    for name in ("es.toml", "en.toml", "denied.es.toml", "denied.en.toml"):
        lists = tomllib.loads((POLICY / name).read_text(encoding="utf-8"))
        for word in lists.get("word", lists.get("denied", [])):
            text = plain(word["text"])
            yield text[:-1] if len(text) > 5 and text[-1] in "aeo" else text


def main(out, *lists):
    says = re.compile(r"\b(?:" + "|".join(sorted(set(map(re.escape, watched())))) + ")")
    kept, seconds, dropped = [], 0.0, 0
    for name in lists:
        folder = os.path.relpath(os.path.dirname(name) or ".", os.path.dirname(out) or ".")
        with open(name, encoding="utf-8") as table:
            for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
                text = plain(row["transcript"] or "")
                if not text or says.search(text):
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
