"""said.py: which words of the lists a transcript says; shared by calibrate.py and keyword_free.py.

A word is said if the transcript holds its text at the start of a word, whatever the ending ("tents" says tent), in either language,
or one of its pronunciations: a word's other forms stand in the lists as sounds only.
"""
import functools, pathlib, re, subprocess, tomllib, unicodedata

LEXICON = pathlib.Path(__file__).parents[2] / "firmware/gateway/policy/lexicon"
LISTS = {"es": "es", "en": "en", "denied.es": "es", "denied.en": "en"}


def entries():
    """name of the list and entry, as it stands there"""
    for name in LISTS:
        table = tomllib.loads((LEXICON / f"{name}.toml").read_text(encoding="utf-8"))
        for entry in table.get("word", table.get("denied", [])):
            yield name, entry


def plain(text):
    letters = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def spoken_words(text):
    return re.findall(r"[^\W\d_']+(?:'[^\W\d_]+)?", text.lower())


def spoken(pronounce, rows):
    """transcript of each row -> its `phonemes`, in the row's language"""
    said = {}
    for language in dict.fromkeys(LISTS.values()):
        said.update(phonemes(pronounce, language, {row["transcript"] for row in rows if row["language"] == language}))
    return said


def phonemes(pronounce, language, texts):
    """text -> what is said, as three strings of phonemes: the first, second and third pronunciations of its words"""
    words = sorted({word for text in texts for word in spoken_words(text)})
    told = subprocess.run([pronounce, language], input="\n".join(words) + "\n", capture_output=True, text=True, check=True).stdout
    known = {}
    for line in told.splitlines():
        word, _, said = line.partition("\t")
        known[word] = [] if said.startswith("!") else said.split(" | ")
    for text in texts:
        each = [known.get(word) or [""] for word in spoken_words(text)]
        yield text, [" " + " ".join(said[min(n, len(said) - 1)] for said in each) + " " for n in range(3)]


@functools.cache
def starts(text):
    return re.compile(r"\b" + re.escape(plain(text)))


def says(transcript, sounds, text, pronunciations):
    """`transcript` as `plain` leaves it, `sounds` as `phonemes` gives it"""
    return bool(starts(text).search(transcript)) or any(f" {said} " in one for said in pronunciations for one in sounds)
