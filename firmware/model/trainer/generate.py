"""Synthesises training speech.

    python generate.py DATA --engine kokoro --language es --hours 3

Writes DATA/ENGINE-LANGUAGE-SEED.{tsv,i16}. Utterance n of a seed is the same on every run, and a stopped run goes on where it
was. Every engine with every language it has, in the amounts of RECIPE, when no engine is named.
"""
import argparse, itertools, random

import store, texts, voices
from prepare import prepared

# Hours per engine and language. Natural voices transfer best, and Kokoro is the only natural one that speaks Spanish.
RECIPE = {"kokoro-es": 12, "kokoro-en": 6, "hibari-en": 3, "piper-en": 1.5, "espeak-es": 4, "espeak-en": 1.5, "pico-en": 1, "flite-en": 1, "festival-en": 0.5}


def generate(folder, engine, language, hours, seed):
    writer, speak, source = store.Writer(folder, f"{engine}-{language}-{seed}"), voices.ENGINES[engine], texts.Texts(language)
    for draw in itertools.count(writer.next_draw):
        if writer.hours >= hours:
            break
        rng = random.Random(f"{engine} {language} {seed} {draw}")
        text = source.draw(rng)
        try:
            spoken = speak(text, language, rng)
        except Exception as error:      # a voice that chokes on one text must not end a night's work
            print(engine, repr(text), error, flush=True)
            continue
        wave = prepared(spoken, rng)
        if wave is not None:
            writer.add(draw, wave, language, spoken.voice, spoken.phonemes, text)
    print(engine, language, round(writer.hours, 2), "hours", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data")
    arguments.add_argument("--engine", choices=voices.ENGINES)
    arguments.add_argument("--language", choices=("en", "es"))
    arguments.add_argument("--hours", type=float)
    arguments.add_argument("--seed", type=int, default=1)
    a = arguments.parse_args()
    for name, hours in RECIPE.items():
        engine, language = name.split("-")
        if a.engine in (None, engine) and a.language in (None, language):
            generate(a.data, engine, language, a.hours or hours, a.seed)


if __name__ == "__main__":
    main()
