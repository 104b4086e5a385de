"""Training rows: utterances joined, spoiled the way a car and a cheap microphone spoil them, and turned into features.

Everything random comes from the generator given, so batch n of a run is the same on every machine. Order: speed of each
utterance; then per row microphone equaliser, room and telephone band (one filter), noise, gain; then, on the front end's
log energies, vocal-tract length and tempo; then the running mean; then masks.
"""
import collections
import numpy as np
import scipy.fft
import scipy.signal

from frontend import BINS
from store import RATE

Row = collections.namedtuple("Row", "features targets")      # targets: (first step, step after the last, phonemes)
SECONDS = 12
SAMPLES = SECONDS * RATE
STEP = 480
LEAD_FRAMES = 150                                            # sound before a row that only warms the running mean up


def resampled(wave, factor):
    return np.interp(np.arange(0, len(wave) - 1, factor), np.arange(len(wave)), wave).astype(np.float32)


# --- noises -----------------------------------------------------------------------------------------------------

def spectrum_noise(count, gain, rng):
    """noise of the given amplitude per frequency bin, random phase"""
    return scipy.fft.irfft((gain * np.exp(2j * np.pi * rng.random(len(gain)))).astype(np.complex64), count).astype(np.float32)


def road(count, rng):
    """tyres and wind: most of it below a few hundred hertz, level slowly drifting; now and then an engine's harmonics"""
    f = scipy.fft.rfftfreq(count, 1 / RATE)
    gain = 1 / (1 + (f / rng.uniform(60, 400)) ** rng.uniform(1.5, 3)) + 10 ** rng.uniform(-3, -1.3)
    noise = spectrum_noise(count, gain, rng)
    noise *= np.interp(np.arange(count), np.linspace(0, count, 12), rng.uniform(0.4, 1, 12))
    if rng.random() < 0.4:
        t, base = np.arange(count) / RATE, rng.uniform(25, 90)
        base = base * (1 + 0.1 * np.sin(2 * np.pi * rng.uniform(0.02, 0.2) * t))
        phase = 2 * np.pi * np.cumsum(base) / RATE
        hum = sum(np.sin(k * phase) / k for k in range(1, rng.integers(3, 9)))
        noise += np.float32(noise.std() * rng.uniform(0.2, 2)) * hum.astype(np.float32)
    return noise


def coloured(count, rng):
    f = scipy.fft.rfftfreq(count, 1 / RATE) + 30
    return spectrum_noise(count, np.exp(np.interp(np.log(f), np.sort(rng.uniform(3.4, 9, 6)), rng.uniform(-2.5, 2.5, 6))), rng)


def recorded(count, noises, rng):
    noise = noises[rng.integers(len(noises))]
    return noise.take(np.arange(count) + rng.integers(len(noise)), mode="wrap").astype(np.float32) / 32768


# --- filters ----------------------------------------------------------------------------------------------------

def equaliser(f, rng):
    """a microphone's response: a few decibels up and down over five octaves"""
    points = np.log([80, 200, 500, 1200, 3000, 7500])
    return 10 ** (np.interp(np.log(f + 1), points, rng.normal(0, 4, 6)) / 20)


def telephone(f, rng):
    low, high = rng.uniform(150, 350), rng.uniform(3000, 3700)
    return 1 / (1 + (low / (f + 1)) ** 6) / (1 + (f / high) ** 24)


def room(rng):
    """impulse response: direct sound, a handful of early reflections, a decaying tail; a cabin is short and close"""
    is_cabin = rng.random() < 0.7
    decay = rng.uniform(0.04, 0.12) if is_cabin else rng.uniform(0.15, 0.5)
    count = int(RATE * decay)
    tail = rng.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    tail[:rng.integers(8, 40)] = 0
    response = tail * rng.uniform(0.03, 0.3)
    early = rng.integers(5, 80 if is_cabin else 400, rng.integers(3, 9))
    response[early] += rng.uniform(-0.6, 0.6, len(early)) * np.exp(-early / 120)
    response[0] = 1
    return response


class Rows:
    """Makes rows out of stores of utterances."""

    def __init__(self, stores, weights, noises, front_end):
        self.names = sorted(stores)
        total = sum(weights[name] for name in self.names)
        self.share = np.array([weights[name] / total for name in self.names])
        self.stores, self.noises, self.front_end = stores, noises, front_end

    def utterance(self, rng):
        sound, utterances = self.stores[self.names[rng.choice(len(self.names), p=self.share)]]
        utterance = utterances[rng.integers(len(utterances))]
        wave = sound[utterance.offset:utterance.offset + utterance.samples].astype(np.float32) / 32768
        if rng.random() < 0.5:
            wave = resampled(wave, rng.uniform(0.9, 1.13))
        return wave * (0.5 * 10 ** (-rng.uniform(0, 14) / 20) / (np.abs(wave).max() + 1e-4)), utterance.phonemes

    def speech(self, rng):
        """-> samples of a row, [(first sample, sample after the last, phonemes)]"""
        row, said = np.zeros(SAMPLES, np.float32), []
        place = int(rng.uniform(0.05, 0.8) * RATE)
        for _ in range(16):
            wave, phonemes = self.utterance(rng)
            if place + len(wave) > SAMPLES - RATE // 3:
                if SAMPLES - place < 2 * RATE:
                    break
                continue
            row[place:place + len(wave)] += wave
            said.append((place, place + len(wave), phonemes))
            gap = rng.uniform(0.0, 0.2) if rng.random() < 0.5 else rng.uniform(0.2, 1.3)
            place += len(wave) + int(gap * RATE)
        return row, said

    def babble(self, rng):
        row = np.zeros(SAMPLES, np.float32)
        for _ in range(rng.integers(3, 7)):
            place = 0
            while place < SAMPLES:
                wave, _ = self.utterance(rng)
                wave = wave[:SAMPLES - place]
                row[place:place + len(wave)] += wave
                place += len(wave)
        return row

    def noise(self, rng):
        kind = rng.random()
        if kind < 0.4 and self.noises:
            return recorded(SAMPLES, self.noises, rng)
        if kind < 0.75:
            return road(SAMPLES, rng)
        return coloured(SAMPLES, rng) if kind < 0.9 else self.babble(rng)

    def spoiled(self, row, rng):
        active = row[np.abs(row) > 1e-3]
        level = np.sqrt(np.mean(active ** 2)) if len(active) else 0.05
        has_room, is_telephone = rng.random() < 0.35, rng.random() < 0.15
        if has_room or is_telephone or rng.random() < 0.5:
            size = scipy.fft.next_fast_len(SAMPLES + RATE // 2, real=True)
            f = scipy.fft.rfftfreq(size, 1 / RATE).astype(np.float32)
            gain = equaliser(f, rng).astype(np.complex64)
            if is_telephone:
                gain *= telephone(f, rng)
            if has_room:
                gain *= scipy.fft.rfft(room(rng).astype(np.float32), size)
            row = scipy.fft.irfft(scipy.fft.rfft(row, size) * gain, size)[:SAMPLES]
            row *= level / (np.sqrt(np.mean(row[np.abs(row) > 1e-3] ** 2)) + 1e-6) if len(active) else 1
        if rng.random() < 0.6:
            noise, decibels = self.noise(rng), rng.uniform(-5, 20) if rng.random() < 0.5 else rng.uniform(12, 30)
            row = row + noise * (level * 10 ** (-decibels / 20) / (noise.std() + 1e-6))
        row = row * 10 ** (rng.uniform(-22, 6) / 20)
        if rng.random() < 0.7:
            row = row + rng.standard_normal(SAMPLES, np.float32) * np.float32(10 ** rng.uniform(-5, -3))
        return (np.clip(row, -1, 1) * 32767).astype(np.int16)

    def rows(self, rng, variants):
        """the same spoiled sound, bent in several ways: sound costs most of the time, and bending is half of the variety"""
        speech, said = self.speech(rng)
        energies = self.front_end.energies(self.spoiled(speech, rng))
        return [self.row(energies, said, rng) for _ in range(variants)]

    def row(self, energies, said, rng):
        energies, tempo = bent(energies, rng)
        if rng.random() < 0.5:          # the mean has heard something else before, at another level, or has only just begun
            lead = energies[rng.permutation(len(energies))[:LEAD_FRAMES]] + np.float32(rng.normal(0, 1.5))
            features = self.front_end.features(np.concatenate([lead, energies]))[len(lead):].copy()
        else:
            features = self.front_end.features(energies).copy()
        mask(features, rng)
        return Row(features, [(int(a * tempo / STEP), int(np.ceil(b * tempo / STEP)), p) for a, b, p in said])


def bent(energies, rng):
    """another vocal tract (frequency axis stretched) and another tempo; -> energies, frames per frame before"""
    warp, tempo = rng.uniform(0.91, 1.1), rng.uniform(0.9, 1.12)
    mel = lambda hertz: 2595 * np.log10(1 + hertz / 700)
    edges = np.linspace(mel(60), mel(7600), BINS + 2)
    hertz = 700 * (10 ** (edges[1:-1] / 2595) - 1)
    places = np.clip((mel(hertz * warp) - edges[1]) / (edges[1] - edges[0]), 0, BINS - 1)
    low = np.minimum(places.astype(int), BINS - 2)
    part = (places - low).astype(np.float32)
    energies = energies[:, low] * (1 - part) + energies[:, low + 1] * part
    times = np.arange(0, len(energies) - 1, 1 / tempo)
    before = times.astype(int)
    part = (times - before).astype(np.float32)[:, None]
    return energies[before] * (1 - part) + energies[before + 1] * part, tempo


def mask(features, rng):
    if rng.random() < 0.5:
        width = rng.integers(1, 7)
        start = rng.integers(0, BINS - width)
        features[:, start:start + width] = 0
    for _ in range(rng.integers(0, 3)):
        width = rng.integers(1, 7)
        start = rng.integers(0, len(features) - width)
        features[start:start + width] = 0
