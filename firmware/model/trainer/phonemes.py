"""The phoneme inventory of the gateway, and what IPA and ARPAbet say in it.

Symbols come from the lexicon crate itself, so that trainer and device agree on every index. One inventory serves
Spanish and English; length, stress and ties are dropped, and two equal neighbours are one (CTC could not tell them
apart without a blank between).
"""
import pathlib, re

SOURCE = pathlib.Path(__file__).parents[2] / "lexicon/src/phoneme.rs"
SYMBOLS = re.findall(r'"(\S+?)"', re.search(r"SYMBOLS.*?\];", SOURCE.read_text(), re.S).group())
INDEX = {symbol: index for index, symbol in enumerate(SYMBOLS)}
assert len(SYMBOLS) == 44 and SYMBOLS[0] == "_"

# symbol: the IPA of espeak-ng that it stands for
SINGLE = """
i iː i ĩ | I ɪ ᵻ ɨ | e ɛ e eː ɛː | EI eɪ | ae æ aæ | a ɑː ɑ ɒ a aː ɑ̃ | V ʌ | @ ə ɐ | R ɜː ɚ ɝ ɜ | U ʊ | u uː u ʉ ʉː
OU oʊ əʊ əʉ | o ɔ ɔː o oː ɔ̃ | AI aɪ ɑɪ ʌɪ | AU aʊ ɑʊ | OI ɔɪ oɪ | p p | b b β | t t | d d | k k c | g ɡ g ɣ | f f ɸ
v v | T θ | D ð | s s | z z | S ʃ | Z ʒ | tS tʃ ʧ | dZ dʒ ʤ | h h x χ ç | m m ɱ | n n | N ŋ | J ɲ | l l ɫ ɬ | r ɹ
rr r | 4 ɾ | j j ʝ ʎ | w w ʍ
"""
# IPA that is several symbols, or none
SEVERAL = {
    "ɪə": "I @", "iə": "i @", "eə": "e @", "ɛə": "e @", "ʊə": "U @", "aɪə": "AI @", "aʊə": "AU @", "aɪɚ": "AI R", "n̩": "@ n",
    "l̩": "@ l", "m̩": "@ m", "əl": "@ l", "ju": "j u", "juː": "j u", "ts": "t s", "ʔ": "", "oːɹ": "o r", "ɔːɹ": "o r",
    "ɑːɹ": "a r", "ɪɹ": "I r", "ɛɹ": "e r", "ʊɹ": "U r", "iːɹ": "i r",
}
ARPABET = dict(pair.split("=") for pair in """
aa=a ae=ae ah=V ao=o aw=AU ax=@ axr=R ay=AI b=b ch=tS d=d dh=D dx=4 eh=e el=@,l em=@,m en=@,n er=R ey=EI f=f g=g hh=h hv=h ih=I
ix=I iy=i jh=dZ k=k l=l m=m n=n ng=N nx=n ow=OU oy=OI p=p r=r s=s sh=S t=t th=T uh=U uw=u v=v w=w y=j z=z zh=Z
""".split())


def _ipa_table():
    table = {ipa: [INDEX[s] for s in symbols.split()] for ipa, symbols in SEVERAL.items()}
    for entry in re.split(r"[|\n]", SINGLE.strip()):
        symbol, *ipas = entry.split()
        table.update({ipa: [INDEX[symbol]] for ipa in ipas})
    return table


IPA = _ipa_table()
LONGEST_FIRST = re.compile("|".join(map(re.escape, sorted(IPA, key=len, reverse=True))))
IGNORED = re.compile(r"\([a-z-]+\)|[ˈˌ͡\u200d_|'‿ˑʰʲ\u032a\u0303ˤ.,!?;:¡¿—…\"-]")


def merged(indices):
    return [a for i, a in enumerate(indices) if i == 0 or a != indices[i - 1]]


def from_ipa(ipa):
    """-> phoneme indices, or None if there is a sound that the inventory does not have"""
    out = []
    for word in IGNORED.sub("", ipa.replace("ɑ̃", "ɑ").replace("ɔ̃", "ɔ")).split():
        place = 0
        while place < len(word):
            match = LONGEST_FIRST.match(word, place)
            if not match:
                return None
            out += IPA[match.group()]
            place = match.end()
    return merged(out)


def from_arpabet(phones):
    names = ",".join(ARPABET[p] for p in phones if p not in ("pau", "brth", "h#", "ssil"))
    return merged([INDEX[n] for n in names.split(",") if n])
