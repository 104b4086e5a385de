"""running.py: transcribed sentences -> a manifest in which long words inside running speech are the positives.

    python3 running.py LANGUAGE CLIPS.tsv [SPLIT] > running.tsv

CLIPS.tsv has the columns path, seconds, transcript, language and split (that of unpack.py, or the collection's own manifest). A word
counts when its likeliest pronunciation, by the product's own rules and dictionary, has six phonemes or more, when at least TIMES
clips of three words or more say it, and when no other word that frequent sounds the same. The second column of the result names every such
word of the clip, separated by commas; a word is also "said" where a longer word holds its spelling (plurals). Clips without transcript
are left out: nobody knows what they say. The words, for `host-sim evaluate --words`, go to standard error.
"""
import collections, csv, re, subprocess, sys

TIMES, PHONEMES, SENTENCE = 3, 6, 3


def pronounced(words, language):
    """Pronunciations of each word, likeliest first, by the lexicon's compiler."""
    command = "cargo run --quiet --release -p sordina-lexicon --features english --example pronounce --".split() + [language]
    said = subprocess.run(command, input="\n".join(words), check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = (line.split("\t") for line in said.splitlines())
    return {word: phones.split(" | ") for word, phones in rows if not phones.startswith("!")}


def words_of(transcript):
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", transcript.lower())


def main(language, path, split="test"):
    with open(path, encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for row in rows if row["language"] == language and row["split"] == split and row["transcript"] != "-"]
    spoken = [words_of(row["transcript"]) for row in rows]
    sentences = [words for words in spoken if len(words) >= SENTENCE]
    counts = collections.Counter(word for words in sentences for word in set(words))
    frequent = sorted(word for word, count in counts.items() if count >= TIMES and "'" not in word)
    phones = pronounced(frequent, language)
    homophones = collections.Counter(sound for word in phones for sound in set(phones[word]))
    is_alone = lambda word: all(homophones[sound] == 1 for sound in phones[word])
    chosen = [word for word in phones if len(phones[word][0].split()) >= PHONEMES and is_alone(word)]
    print("path\tword\tseconds\ttranscript")
    for row, words in zip(rows, spoken):
        said = [word for word in chosen if any(word in other for other in words)]
        print(row["path"], ",".join(said) or "-", row["seconds"], row["transcript"], sep="\t")
    print(",".join(chosen), file=sys.stderr)


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
