"""make.py OUT [LANGUAGE...]: es.toml, en.toml -> OUT/es/*.flac (mono, 16 kHz, without noise) and OUT/es.tsv, a list for `host-sim lexicon drives`.

Needs what ../../firmware/model/trainer needs to make speech (its README and requirements.txt), and KOKORO_VOICES as there.
Two people talk in each conversation, by turns, 0.4 s apart, both at one level. The engines take turns over the conversations of a
subject; CAST says which. SVOX Pico's Spanish voice is of an engine that no training heard; all others were heard in training.
What exists already is not made again. Two processes.
"""
import collections, csv, multiprocessing, pathlib, re, sys, tomllib
import numpy as np, soundfile, soxr

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "../../firmware/model/trainer"))
import kokoro_files, voices

RATE, GAP, LEVEL_DB = 16_000, 0.4, -27.0
KOKORO = {
    "es": ("ef_dora", "em_alex", "em_santa", "pf_dora", "pm_alex", "if_sara", "im_nicola"),
    "en": ("af_heart", "am_michael", "bf_emma", "bm_george", "af_bella", "am_fenrir", "bf_isabella", "bm_fable", "af_sarah", "am_puck",
           "bf_alice", "bm_lewis", "af_nicole", "am_liam", "af_kore", "am_eric"),
}
# The first so many conversations of a subject may be used to set thresholds; the rest are for the figures.
TUNING = 2
# Engines of the first, second ... conversation of a subject: the one who begins, and the other.
CAST = {
    "es": (("kokoro", "kokoro"), ("pico", "pico"), ("kokoro", "kokoro"), ("pico", "kokoro"), ("pico", "pico")),
    "en": (("kokoro", "kokoro"), ("hibari", "pico"), ("kokoro", "piper"), ("pico", "hibari"), ("piper", "pico")),
}


def kokoro(text, language, who, number):
    # Neighbours in the list differ in sex, so two people in one car do, too.
    name = KOKORO[language][(2 * number + who) % len(KOKORO[language])]
    accent = ("rioplatense", "es-419")[number % 2] if language == "es" else "en" if name[0] == "b" else "en-us"
    letters = voices.kokoro_letters(voices.ipa(text, accent), language)
    tokens = [kokoro_files.vocabulary()[c] for c in letters if c in kokoro_files.vocabulary()]
    style = kokoro_files.style(((name, name, 0),) * 2, len(tokens))
    asked = {"tokens": np.array([[0, *tokens, 0]]), "style": style[None], "speed": np.array([1.0], np.float32)}
    return voices.kokoro_model().run(None, asked)[0].reshape(-1), 24_000


def pico(text, language, who, number):
    voice = "es-ES" if language == "es" else ("en-US", "en-GB")[(who + number) % 2]
    pitch = (1.0, 0.8, 1.15, 0.9)[(who + 2 * number) % 4]
    audio = voices.pico_voice().speak(text, voice=voice, speed=1.0, pitch=pitch)
    return np.frombuffer(audio, np.int16) / np.float32(32768), 16_000


def hibari(text, language, who, number):
    letters = voices.kokoro_letters(voices.ipa(text, "en-us"), "en").replace("ɾ", "T").replace("ː", "").replace("ᵻ", "ɪ")
    return voices.hibari_voice().from_phonemes(letters, 1.0, number), 24_000


def piper(text, language, who, number):
    model, ids = voices.piper_voice()
    tokens = [*ids["^"], 0, *(t for c in voices.ipa(text, "en-us") if c in ids for t in (*ids[c], 0)), *ids["$"]]
    asked = {"input": np.array([tokens]), "input_lengths": np.array([len(tokens)]), "scales": np.array([0.667, 1.0, 0.8], np.float32)}
    return model.run(None, asked)[0].reshape(-1), 22_050


ENGINES = {"kokoro": kokoro, "pico": pico, "hibari": hibari, "piper": piper}


def turn(engine, text, language, who, number):
    """one person's turn, sentence by sentence: a pause then has the length that the punctuation asks for"""
    parts = []
    for sentence in re.findall(r"[^.!?]+[.!?]*", text):
        if sentence.strip():
            wave, rate = ENGINES[engine](sentence.strip(), language, who, number)
            wave = soxr.resample(np.asarray(wave, np.float32), rate, RATE, "HQ")
            loud = np.flatnonzero(np.abs(wave) > 0.01 * np.abs(wave).max())
            parts += [wave[max(0, loud[0] - 400): loud[-1] + 800], np.zeros(RATE // 4, np.float32)]
    said = np.concatenate(parts[:-1])
    return said * 10 ** ((LEVEL_DB - 10 * np.log10(np.mean(np.square(said)) + 1e-12)) / 20)


def make(job):
    path, language, turns, engines, number = job
    if not path.exists():
        gap = np.zeros(int(GAP * RATE), np.float32)
        said = [part for at, text in enumerate(turns) for part in (turn(engines[at % 2], text, language, at % 2, number), gap)]
        samples = np.clip(np.round(np.concatenate([gap, *said]) * 32768), -32768, 32767).astype(np.int16)
        soundfile.write(path.with_suffix(".part"), samples, RATE, format="FLAC")
        path.with_suffix(".part").rename(path)
    return soundfile.info(path).duration


def jobs(out, language):
    seen, subjects = collections.Counter(), []
    for talk in tomllib.loads((HERE / f"{language}.toml").read_text(encoding="utf8"))["conversation"]:
        subject, at = talk["subject"], seen[talk["subject"]]
        seen[subject] += 1
        if at == 0:
            subjects.append(subject)
        path = out / language / f"{subject}-{at + 1}.flac"
        yield subject, (path, language, talk["turns"], CAST[language][at % len(CAST[language])], len(subjects) + at)


def main(out, *languages):
    out = pathlib.Path(out)
    for language in languages or ("es", "en"):
        (out / language).mkdir(parents=True, exist_ok=True)
        all_jobs = list(jobs(out, language))
        # Quick engines first: half of the figures are there early.
        order = sorted(range(len(all_jobs)), key=lambda at: all_jobs[at][1][3].count("kokoro"))
        with multiprocessing.Pool(2) as pool:
            lengths = dict(zip(order, pool.imap(make, [all_jobs[at][1] for at in order])))
        with open(out / f"{language}.tsv", "w", newline="", encoding="utf8") as file:
            table = csv.writer(file, delimiter="\t", lineterminator="\n")
            table.writerow(("path", "topic", "seconds", "transcript", "language", "split", "engines"))
            for at, (subject, job) in enumerate(all_jobs):
                split = "train" if int(job[0].stem[-1]) <= TUNING else "test"
                said = " ".join(job[2])
                table.writerow((job[0].relative_to(out), subject, f"{lengths[at]:.2f}", said, language, split, "+".join(job[3])))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
