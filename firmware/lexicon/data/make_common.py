"""make_common.py: the most frequent words of a language (PyPI package wordfreq 3.1.1) -> common_LANGUAGE.txt, what src/rivals.rs reads.

    pip install wordfreq==3.1.1 && python make_common.py

One word per line, most frequent first. Words with other characters than letters are left out, and single letters that are no word.
"""
import wordfreq

WORDS = 3_000
ONE_LETTER = {"en": "ai", "es": "aeouy"}


def is_word(text, language):
    return text.isalpha() and (len(text) > 1 or text in ONE_LETTER[language])


for language in ("en", "es"):
    frequent = (word for word in wordfreq.top_n_list(language, 2 * WORDS) if is_word(word, language))
    words = [word for word, _ in zip(frequent, range(WORDS))]
    with open(f"common_{language}.txt", "w", encoding="utf-8") as out:
        print(*words, sep="\n", file=out)
