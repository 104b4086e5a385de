"""What an engine spoke, as the store keeps it."""
import collections
import numpy as np
import soxr

import store

Spoken = collections.namedtuple("Spoken", "wave rate voice phonemes")
LONGEST = 7.4                       # seconds: with its surroundings an utterance must fit a training row
FASTEST = 28                        # phonemes per second: more is a wrong label
SPEECH_BEGINS = 0.02                # of the peak


def prepared(spoken, rng):
    """16 kHz int16, silence trimmed to 50 ms before and 100 ms after, one level; None for what cannot train"""
    if spoken is None or not spoken.phonemes or len(spoken.wave) < 0.2 * spoken.rate:
        return None
    # Resampling by a few percent moves pitch, formants and tempo together: more speakers from one.
    factor = rng.uniform(0.88, 1.14) if rng.random() < 0.6 else 1.0
    wave = soxr.resample(np.asarray(spoken.wave, np.float32), spoken.rate * factor, store.RATE, "MQ")
    peak = np.abs(wave).max()
    if not peak > 1e-4:
        return None
    loud = np.flatnonzero(np.abs(wave) > SPEECH_BEGINS * peak)
    wave = wave[max(0, loud[0] - 800): loud[-1] + 1600] * (0.5 / peak)
    seconds = len(wave) / store.RATE
    if seconds > LONGEST or len(spoken.phonemes) > seconds * FASTEST:
        return None
    return (wave * 32767).astype(np.int16)
