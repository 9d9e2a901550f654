"""Text in the encodings of old Vietnamese fonts: TCVN3 (ABC) and VNI.

Files of the 1990s and 2000s hold Latin letters that only look Vietnamese in their own font
(.VnTime, VNI-Times). “Ph­êng §¹i Kim” and “Phöôøng Ñaïi Kim” are both “Phường Đại Kim”. A short
text may be read in more than one way, so the encoding is judged over a column, never over a cell
alone, and Unicode wins every tie.

Sources: TCVN 5712:1993, third character set (ABC), as `iconv -f TCVN5712-1` has its upper half;
the VNI-Win character set of VNI Software.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from childrights.vietnamese.text import clean


class Encoding(StrEnum):
    """How a text was written."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
"""One letter each. Upper-case vowels with a tone share the codes of the lower-case ones: their
fonts (.VnTimeH) draw them as capitals."""
_TCVN3["Đ"] = "é"  # code of Eth (Ð), which `clean` has already made Đ in most texts that come here

_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_CIRCUMFLEX = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    """Lower-case VNI: a letter and the mark after it, or a letter alone."""
    table = dict(_VNI_ALONE)
    for letter in "aeouyôö":
        for mark, tone in _TONES.items():
            table[letter + mark] = _VNI_ALONE.get(letter, letter) + tone
    for letter in "aeo":
        for mark, tone in _CIRCUMFLEX.items():
            table[letter + mark] = f"{letter}\u0302{tone}"
    for mark, tone in _BREVE.items():
        table[f"a{mark}"] = f"a\u0306{tone}"
    return {written: unicodedata.normalize("NFC", meant) for written, meant in table.items()}


_VNI = _vni_table()
_VNI_UNIT = re.compile(
    "|".join(re.escape(key) for key in sorted(_VNI, key=len, reverse=True)), re.IGNORECASE
)
_WRITTEN_LATER = re.compile("[\u0100-\u010f\u0112-\u02ff\u0300-\u036f\u1ea0-\u1ef9]")
"""Letters that neither old encoding has: the text is Unicode. Đ may be a changed Eth."""

_ONSET = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]"
_RHYMES = (
    "a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu "
    "i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
    "o oc oi om on ong oong op ot oa oac oach oai oam oan oang oanh oao oap oat oay "
    "oăc oăm oăn oăng oăt oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt uân uâng uât uây uê uêch uênh uơ "
    "uy uya uych uyên uyêt uyn uynh uyt uyu "
    "ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
    "y ych yêm yên yêng yêt yêu yn ynh yt yu "
)
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{'|'.join(_RHYMES.split())})")
_STOPPED = ("c", "ch", "k", "p", "t")
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_BETWEEN_WORDS = re.compile(r"[\x00-\x40\x5b-\x60\x7b-\x7f\u00a0]+")


def decode(text: str, encoding: Encoding) -> str:
    """Return the text in Unicode (NFC).

    Letters that the encoding does not have stay as they are. Text in capitals of a TCVN3 font
    decodes to lower case with a capital here and there: names are compared without case.
    """
    if encoding is Encoding.TCVN3:
        return "".join(_TCVN3.get(char, char) for char in text)
    if encoding is Encoding.VNI:
        return _VNI_UNIT.sub(lambda match: _in_case(match[0]), text)
    return unicodedata.normalize("NFC", text)


def detect_encoding(texts: Iterable[str]) -> Encoding:
    """Judge in which encoding a column of texts was written.

    Each text is read in every encoding; the one that makes the most of the accented words
    Vietnamese syllables wins. Unicode wins a tie, and a column where most accented texts hold
    letters that only Unicode has is never anything else.
    """
    accented = [text for text in texts if not text.isascii()]
    later = sum(_WRITTEN_LATER.search(text) is not None for text in accented)
    if not accented or later * 2 > len(accented):
        return Encoding.UNICODE
    old = [text for text in accented if not _WRITTEN_LATER.search(text)]
    scores = {encoding: _syllables(old, encoding) for encoding in Encoding}
    return max(Encoding, key=lambda encoding: (scores[encoding], encoding is Encoding.UNICODE))


def _in_case(written: str) -> str:
    meant = _VNI[written.casefold()]
    return meant.upper() if written[0].isupper() else meant


def _syllables(texts: Iterable[str], encoding: Encoding) -> int:
    """Number of words, accented as written, that read as Vietnamese in that encoding."""
    return sum(
        is_syllable(clean(decode(word, encoding)))
        for text in texts
        for word in _BETWEEN_WORDS.split(text)
        if not word.isascii()
    )


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word is a syllable that Vietnamese spelling allows.

    A syllable that ends in c, ch, k, p or t takes the tones sắc and nặng alone.
    """
    marks = unicodedata.normalize("NFD", word.casefold())
    tones = [mark for mark in marks if mark in _TONE_MARKS]
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONE_MARKS))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not bare.endswith(_STOPPED) or tones in (["\u0301"], ["\u0323"])
