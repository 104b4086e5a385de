"""What the synthesised voices say: sentences, random words, short commands; never a word that evaluates the model.

Sentences are those of Debian's `fortunes` and `fortunes-es`, words those of `wordfreq`: one half drawn by a flattened frequency
so that rare sound sequences come up, the other so that every phoneme is said as often as the others. Half of everything is one
to three words long: that is what a spotter listens for.
"""
import collections, glob, itertools, random, re

from wordfreq import top_n_list, word_frequency

import espeak, phonemes

# The evaluation words and their relatives. Also checked against every transcript of recorded speech.
FORBIDDEN = re.compile(r"alex|alejandr|comput|athen|\baten(?:ea|as|ien)|ameli|amél|android|ordenador", re.I)
BALANCED = 0.5                      # of the words, over the phonemes: by frequency, "oi" is one Spanish phoneme in three thousand
OWN = 30                            # words that say a phoneme; with fewer it is not the language's own
LETTERS = {"en": r"[a-z']{2,14}", "es": r"[a-záéíóúüñ]{2,15}"}
SENTENCES = {"en": "/usr/share/games/fortunes/*.u8", "es": "/usr/share/games/fortunes/es/*.u8"}
COMMANDS = {
    "en": "play {}|stop {}|call {}|hey {}|okay {}|turn on the {}|turn off the {}|where is the {}|I need a {}|what about {}|"
          "open the {}|we have to buy {}|the {} and the {}|a {} for {}|is there a {} near here|let's go to the {}".split("|"),
    "es": "pon {}|pará {}|llama a {}|oye {}|hola {}|prende la {}|apaga el {}|dónde está {}|necesito un {}|qué pasa con {}|"
          "abrí la {}|hay que comprar {}|el {} y la {}|una {} para {}|hay {} cerca de acá|vamos a {}|che {}|vos sabés {}".split("|"),
}


class Texts:
    def __init__(self, language):
        usable = re.compile(LETTERS[language])
        self.words = [w for w in top_n_list(language, 30000) if usable.fullmatch(w) and not FORBIDDEN.search(w)]
        self.cumulative = list(itertools.accumulate(word_frequency(w, language) ** 0.3 for w in self.words))
        self.sentences = list(_sentences(language))
        self.commands = COMMANDS[language]
        self.saying = _saying(self.words, language)

    def draw(self, rng):
        """one text; `rng` alone decides which"""
        while True:
            kind = rng.random()
            if kind < 0.4:
                text = rng.choice(self.sentences)
            elif kind < 0.85:
                words = [self.word(rng) for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 3, 4, 5, 6)))]
                text = rng.choice((" ", " ", " ", ", ")).join(words)
            else:
                text = re.sub(r"\{\}", lambda _: self.word(rng), rng.choice(self.commands))
            if not FORBIDDEN.search(text):
                return text

    def word(self, rng):
        """one by its frequency, or one that says a phoneme which was drawn first"""
        if rng.random() < BALANCED:
            return rng.choice(rng.choice(self.saying))
        return rng.choices(self.words, cum_weights=self.cumulative)[0]


def _saying(words, language):
    """for each phoneme of the language the words that say it"""
    saying = collections.defaultdict(list)
    for word in words:
        for phoneme in set(phonemes.from_ipa(espeak.to_ipa(word, language)) or ()):
            saying[phoneme].append(word)
    return [saying[phoneme] for phoneme in sorted(saying) if len(saying[phoneme]) >= OWN]


def _sentences(language):
    for path in sorted(glob.glob(SENTENCES[language])):
        for saying in open(path, encoding="utf-8", errors="ignore").read().split("\n%\n"):
            saying = re.sub(r"\s+", " ", re.sub(r"\n\s*--.*", "", saying, flags=re.S))
            for part in re.split(r"(?<=[.!?;:,])\s+", saying):
                part = re.sub(r"[^\w' ,.!?áéíóúüñÁÉÍÓÚÜÑ¿¡-]", "", part).strip()
                if 2 <= len(part.split()) <= 14 and len(part) > 8 and not re.search(r"\d|_|--|[A-Z]{3}", part):
                    if not FORBIDDEN.search(part):
                        yield part


if __name__ == "__main__":
    for language in ("en", "es"):
        texts = Texts(language)
        print(language, len(texts.sentences), "sentences", len(texts.words), "words")
        for seed in range(12):
            print("   ", texts.draw(random.Random(seed)))
