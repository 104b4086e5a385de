"""espeak-ng through its library: text to IPA, text to sound. One process, one thread."""
import ctypes
import numpy as np

RATE = 22050
_SYNCHRONOUS, _UTF8, _IPA = 2, 1, 2
_SPEED, _PITCH, _RANGE = 1, 3, 4
_heard = []


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
def _collect(samples, count, _events):
    if samples and count > 0:
        _heard.append(ctypes.string_at(samples, count * 2))
    return 0


def _load():
    library = ctypes.CDLL("libespeak-ng.so.1")
    library.espeak_Initialize(_SYNCHRONOUS, 0, None, 0)
    library.espeak_SetSynthCallback(_collect)
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return library


_library = _load()


def to_ipa(text, voice):
    _library.espeak_SetVoiceByName(voice.encode())
    rest, clauses = ctypes.c_char_p(text.encode()), []
    while rest.value:
        clauses.append((_library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA) or b"").decode())
    return " ".join(clauses)


def speak(text, voice, speed=175, pitch=50, pitch_range=50):
    """-> float samples at RATE"""
    _library.espeak_SetVoiceByName(voice.encode())
    for parameter, value in ((_SPEED, speed), (_PITCH, pitch), (_RANGE, pitch_range)):
        _library.espeak_SetParameter(parameter, value, 0)
    _heard.clear()
    data = text.encode() + b"\0"
    _library.espeak_Synth(data, len(data), 0, 0, 0, _UTF8, None, None)
    return np.frombuffer(b"".join(_heard), np.int16) / np.float32(32768)
