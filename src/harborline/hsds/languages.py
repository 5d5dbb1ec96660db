"""Languages as directories write them: ISO 639-1 codes, three letters, or English names."""

from __future__ import annotations

_TABLE = """
am amh Amharic|ar ara Arabic|bn ben Bengali|bo tib,bod Tibetan|bs bos Bosnian|ch cha Chamorro|cs cze,ces Czech
de ger,deu German|el gre,ell Greek|en eng English|es spa Spanish|fa per,fas Persian|fi fin Finnish|fr fre,fra French
gu guj Gujarati|ha hau Hausa|he heb Hebrew|hi hin Hindi|hr hrv Croatian|ht hat Haitian Creole|hu hun Hungarian
hy arm,hye Armenian|ig ibo Igbo|id ind Indonesian|it ita Italian|ja jpn Japanese|ka geo,kat Georgian|km khm Khmer
kn kan Kannada|ko kor Korean|ku kur Kurdish|lo lao Lao|lt lit Lithuanian|ml mal Malayalam|mh mah Marshallese
mr mar Marathi|my bur,mya Burmese|ne nep Nepali|nl dut,nld Dutch|no nor Norwegian|nv nav Navajo|om orm Oromo
pa pan Punjabi|pl pol Polish|ps pus Pashto|pt por Portuguese|ro rum,ron Romanian|ru rus Russian|rw kin Kinyarwanda
sm smo Samoan|sn sna Shona|so som Somali|sq alb,sqi Albanian|sr srp Serbian|sv swe Swedish|sw swa Swahili|ta tam Tamil
te tel Telugu|th tha Thai|ti tir Tigrinya|tl tgl Tagalog|to ton Tongan|tr tur Turkish|uk ukr Ukrainian|ur urd Urdu
uz uzb Uzbek|vi vie Vietnamese|yi yid Yiddish|yo yor Yoruba|zh chi,zho Chinese|zu zul Zulu
"""
_NAMES: dict[str, str] = {}
_CODES: dict[str, str] = {
    "creole": "ht", "farsi": "fa", "filipino": "tl", "mandarin": "zh", "cantonese": "zh",
    "español": "es", "american english": "en",
}  # fmt: skip
for _entry in _TABLE.replace("\n", "|").strip("|").split("|"):
    _two, _three, _name = _entry.split(" ", 2)
    _NAMES[_two] = _name
    _CODES[_name.lower()] = _two
    _CODES.update(dict.fromkeys(_three.split(","), _two))


def name_of(code: str) -> str:
    """Gives the English name of an ISO 639-1 code; the code itself where we know none."""
    return _NAMES.get(code, code)


def code_of(said: str) -> str | None:
    """Gives the ISO 639-1 code of a code or an English name, None where we know none."""
    wanted = said.strip().lower()
    if wanted in _CODES:
        return _CODES[wanted]
    short = wanted.replace("_", "-").partition("-")[0]
    if len(short) == 2 and short.isascii() and short.isalpha():
        return short
    return _CODES.get(short)
