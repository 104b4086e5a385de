"""calibrate.py: recordings and what was heard in them by mistake -> a threshold for every word of the lists.

    python3 calibrate.py PRONOUNCE RATE DENIED_RATE [--talk CLIPS.tsv HEARD.json]... [--speech CLIPS.tsv HEARD.json]...

PRONOUNCE is the program that `cargo build --release -p sordina-lexicon --features english --example pronounce` makes. CLIPS.tsv has the
columns path, seconds, transcript, language and split (that of unpack.py or of conversations/make.py); HEARD.json is what `host-sim
lexicon measure CLIPS.tsv --threshold -0.9 --json` printed. Rows of split `test` are left out: they are for figures.

What the transcript does not say (said.py) is a false accept. How often a word is heard by mistake from a score on is estimated by
empirical Bayes: what it did itself in all recordings, and, worth PRIOR_H hours, what the words of its language and length did on
average in talk of that language, which is the hardest (gamma prior, Poisson counts; Robbins 1956). The threshold is the lowest score
at which that is at most RATE per hour, DENIED_RATE for denied words. Writes `threshold` into the lists of ../../firmware/gateway/policy/lexicon; all else in them stays.
"""
import argparse, collections, csv, json, pathlib, re, sys, tomllib

from said import LEXICON, LISTS, entries, plain, says, spoken

PRIOR_H = 8.0
GRID = [step / 20 for step in range(-18, 21)]  # -0.9 to 1.0 nats per phoneme
FLOOR = 2e-4  # per word and hour: what no recordings of these lengths could tell from none
LONGEST = 12  # phonemes; longer words are one group


class Word:
    def __init__(self, name, entry):
        self.text, self.said = entry["text"], entry["phonemes"]
        self.language, self.is_denied = LISTS[name], name.startswith("denied")
        self.group = (self.language, min(LONGEST, min(len(said.split()) for said in self.said)))
        self.scores, self.in_talk = [], []


def read(pronounce, clips, heard):
    """rows of the list by line of the file, only those that may be used, and the false accepts"""
    with open(clips, encoding="utf-8") as table:
        rows = dict(enumerate(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE), start=2))
    rows = {line: row for line, row in rows.items() if row["split"] != "test" and row["transcript"] not in ("", "-")}
    accepts = [one for one in json.loads(pathlib.Path(heard).read_text())["false_accepts"] if one["line"] in rows]
    return rows, spoken(pronounce, rows.values()), accepts


def listen(words, pronounce, recordings, is_talk):
    """adds what was heard by mistake to the words; hours by language"""
    hours = collections.Counter()
    for clips, heard in recordings:
        rows, said, accepts = read(pronounce, clips, heard)
        for row in rows.values():
            hours[row["language"]] += float(row["seconds"]) / 3600
        texts = {row["transcript"]: plain(row["transcript"]) for row in rows.values()}
        for accept in accepts:
            word, row = words.get(accept["word"]), rows[accept["line"]]
            if word and not says(texts[row["transcript"]], said[row["transcript"]], word.text, word.said):
                word.scores.append(accept["score"])
                if is_talk and row["language"] == word.language:
                    word.in_talk.append(accept["score"])
    return hours


def above(scores, least):
    return sum(score >= least for score in scores)


def priors(words, hours):
    """false accepts per word and hour of talk in its own language, by group, from each score of the grid on"""
    groups = collections.defaultdict(list)
    for word in words:
        groups[word.group].append(word)
    return {
        group: [sum(above(word.in_talk, score) for word in members) / len(members) / max(hours[group[0]], 1e-9) for score in GRID]
        for group, members in groups.items()
    }


def threshold(word, prior, hours, rate):
    for expected, score in zip(prior[word.group], GRID):
        if max(FLOOR, (expected * PRIOR_H + above(word.scores, score)) / (PRIOR_H + hours)) <= rate:
            return score
    return GRID[-1]


def write(thresholds):
    for name in LISTS:
        path = LEXICON / f"{name}.toml"
        blocks = re.split(r"(?=^\[\[(?:word|denied)\]\]$)", path.read_text(encoding="utf-8"), flags=re.M)
        for at, block in enumerate(blocks[1:], start=1):
            value = thresholds[tomllib.loads(block)["word" if "[[word]]" in block else "denied"][0]["text"]]
            block = re.sub(r"^threshold = .*\n", "", block, flags=re.M)
            blocks[at] = re.sub(r"^((?:tag|row) = .*\n)", rf"threshold = {value}\n\g<1>", block, count=1, flags=re.M)
        path.write_text("".join(blocks), encoding="utf-8")


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("pronounce")
    asked.add_argument("rate", type=float)
    asked.add_argument("denied_rate", type=float)
    for kind in ("--talk", "--speech"):
        asked.add_argument(kind, nargs=2, action="append", default=[], metavar=("CLIPS.tsv", "HEARD.json"))
    asked = asked.parse_args()
    words = {entry["text"]: Word(name, entry) for name, entry in entries()}
    talk = listen(words, asked.pronounce, asked.talk, True)
    hours = talk.total() + listen(words, asked.pronounce, asked.speech, False).total()
    prior = priors(words.values(), talk)
    found = {text: threshold(word, prior, hours, asked.denied_rate if word.is_denied else asked.rate) for text, word in words.items()}
    write(found)
    for group in sorted(prior):
        chosen = sorted(found[word.text] for word in words.values() if word.group == group and not word.is_denied)
        print(f"{group[0]} {group[1]:2} phonemes: threshold {chosen[len(chosen) // 2] if chosen else float('nan'):5.2f} in the middle")
    print(f"{hours:.1f} h, {talk.total():.1f} h of them talk; {len(words)} words")


if __name__ == "__main__":
    sys.exit(main())
