"""make.py VOICES: talks.tsv -> one FLAC per talk (mono, 16 bit, 16 kHz), said by the voices of ../../drive/make.py.

What it needs stands there. Lines of a talk follow each other with 0.6 s in between, over road-like noise 20 dB below.
"""
import csv, pathlib, sys
import numpy as np, soundfile, soxr

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "../../drive"))
import make as drive

RATE = 16_000


def main(styles):
    voice, talks = drive.Voice(styles), {}
    with open(HERE / "talks.tsv", encoding="utf8") as file:
        for line in csv.DictReader(file, delimiter="\t"):
            x = voice.say(line["who"], line["text"])
            x *= 10 ** ((drive.SPEECH_DB - drive.decibels(x)) / 20)
            talks.setdefault(line["talk"], []).append(x)
    gap = np.zeros(int(0.6 * drive.MODEL_RATE))
    for name, lines in talks.items():
        speech = np.concatenate([gap, *(part for line in lines for part in (line, gap)), gap])
        speech = soxr.resample(speech, drive.MODEL_RATE, drive.RATE, "HQ")
        mixed = speech + drive.road(len(speech), drive.SPEECH_DB - drive.SNR_DB)
        samples = soxr.resample(mixed, drive.RATE, RATE, "HQ")
        soundfile.write(HERE / f"{name}.flac", np.clip(np.round(samples * 32768), -32768, 32767).astype(np.int16), RATE)
        print(f"{name}: {len(samples) / RATE:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1])
