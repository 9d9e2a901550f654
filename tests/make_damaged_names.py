"""Writes tests/fixtures/damaged_names.csv: names as they get damaged, with the right answer.

Run `python -m tests.make_damaged_names` after the packaged lists change. The names are those of
the package; which damage leaves the place certain is stated here, apart from the code under
test. An empty ``code`` means that the name must be refused.
"""

from __future__ import annotations

import csv
import io
import random
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path

from childrights.places.model import Locality
from childrights.places.registry import Registry, load_registry

PATH = Path(__file__).parent / "fixtures" / "damaged_names.csv"
COLUMNS = ("typed", "day", "code", "damage")
EVE, REFORM = date(2025, 6, 30), date(2025, 7, 1)
EACH = 14

# TCVN 5712:1993 (ABC), by code from A1; · stands for codes without a letter.
_ABC = (
    "ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ"
)
TCVN3 = {letter: chr(0xA1 + i) for i, letter in enumerate(_ABC) if letter != "·"}
_VNI_TONES = dict(zip("\u0300\u0301\u0309\u0303\u0323", "øùûõï", strict=True))
_VNI_ROOFS = dict(zip("\u0300\u0301\u0309\u0303\u0323", "àáåãä", strict=True))
_VNI_BREVES = dict(zip("\u0300\u0301\u0309\u0303\u0323", "èéúüë", strict=True))
_VNI_ALONE = {
    **dict(zip("ìíỉĩị", "ìíæóò", strict=True)),
    **dict(zip("đơưỵ", "ñôöî", strict=True)),
}


def to_tcvn3(text: str) -> str:
    """As typed in .VnTime; capitals with a tone have no code of their own."""
    return "".join(TCVN3.get(char, TCVN3.get(char.lower(), char)) for char in text)


def to_vni(text: str) -> str:
    """As typed in VNI-Times: a letter, then its mark."""
    return "".join(_vni_letter(char) for char in text)


def _vni_letter(char: str) -> str:
    if char.lower() in _VNI_ALONE:
        return _in_case(_VNI_ALONE[char.lower()], char)
    base, *marks = unicodedata.normalize("NFD", char.lower())
    tone = next((mark for mark in marks if mark in _VNI_TONES), "")
    if "\u0302" in marks:
        written = base + (_VNI_ROOFS[tone] if tone else "â")
    elif "\u0306" in marks:
        written = base + (_VNI_BREVES[tone] if tone else "ê")
    else:
        horned = {"o\u031b": "ô", "u\u031b": "ö"}.get(base + "".join(marks)[:1], base)
        written = horned + _VNI_TONES.get(tone, "")
    return _in_case(written, char)


def _in_case(written: str, like: str) -> str:
    return written.upper() if like.isupper() else written


def plain(text: str) -> str:
    """Without accents."""
    marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(mark for mark in marks if not unicodedata.combining(mark))


def replaced(*pairs: tuple[str, str]) -> Callable[[str], str]:
    def damage(text: str) -> str:
        for old, new in pairs:
            text = re.sub(old, new, text)
        return text

    return damage


# Damage after which there is still only one place that the text can mean.
CERTAIN: dict[str, Callable[[str], str]] = {
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "Eth for Đ": replaced(("Đ", "Ð")),
    "capitals": str.upper,
    "no-break and double spaces": replaced((" ", "\u00a0 ")),
    "line break": replaced((", ", ",\n")),
    "P., X., TT": replaced(
        ("^Phường ", "P."), ("^Xã ", "X. "), ("^Thị trấn ", "TT "), ("^Đặc khu ", "ĐK ")
    ),
    "parents short": replaced(
        (", Huyện ", ", H. "), (", Quận ", ", Q."), (", Thành phố ", ", TP "), (", Tỉnh ", ", T.")
    ),
    "office before": lambda text: f"UBND {text}",
    "dashes for commas": replaced((", ", " - ")),
    "tone on the other vowel": replaced(
        ("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("ọa", "oạ"), ("ùy", "uỳ"), ("ủy", "uỷ"),
        ("ụy", "uỵ"), ("oà", "òa"), ("oá", "óa"), ("uỷ", "ủy"),
    ),
    "zero before a number": replaced((r"(?<=\D)(\d)(?=,)", r"0\1")),
    "P1": replaced((r"^Phường (?=\d)", "P")),
    "P.1": replaced((r"^Phường (?=\d)", "P. ")),
    "curly apostrophe": replaced(("'", "’")),
    "space for the apostrophe": replaced((r"\b(\w)' ?(?=\w)", r"\1 ")),
    "no apostrophe": replaced((r"\b(\w)' ?(?=\w)", r"\1")),
    "Đăk for Đắk": replaced(("^(\\w+ ?\\w*) Đắk ", r"\1 Đăk "), ("^(\\w+ ?\\w*) Đăk ", r"\1 Đak ")),
    "Quí for Quý": replaced((r"(Qu|[HKLMST])ý\b", r"\1í"), (r"([HKLMST])ỹ\b", r"\1ĩ")),
    "NT": replaced(("Nông trường ", "NT ")),
    "TCVN3": to_tcvn3,
    "VNI": to_vni,
    "code beside": lambda text: text,
}  # fmt: skip

# Damage after which it is not certain, whatever looks likely.
UNCERTAIN: dict[str, Callable[[str], str]] = {
    "no accents": plain,
    "no accents in the name": lambda text: plain(text.partition(",")[0]) + text[text.find(",") :],
    "a tone lost": lambda text: _first(text, "[àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệờớởỡợ]", _toneless),
    "a letter lost": lambda text: re.sub(r"^(\w+ .{2,}?)(?<=\w)[nghmct](?=,)", r"\1", text),
    "letters swapped": lambda text: re.sub(r"(\w)([^\W\d])(?=,)", r"\2\1", text, count=1),
    "another number": lambda text: _first(text, r"\d+(?=,)", lambda digits: digits + "7"),
    "another code beside": lambda text: text,
    "the other era's parents": lambda text: text,
    "two fonts in one text": lambda text: to_vni(plain(text)[:-4] + "§¹i"),
}  # fmt: skip


def _first(text: str, pattern: str, change: Callable[[str], str]) -> str:
    name, comma, rest = text.partition(",")
    return re.sub(pattern, lambda match: change(match[0]), name + comma, count=1) + rest


def _toneless(char: str) -> str:
    marks = unicodedata.normalize("NFD", char)
    return unicodedata.normalize("NFC", "".join(m for m in marks if m not in _VNI_TONES))


def rows(registry: Registry) -> list[tuple[str, str, str, str]]:
    """The table, always the same for the same packaged lists."""
    chance = random.Random(2026)
    found = []
    for day in (EVE, REFORM):
        units = list(registry.units("VN", day))
        full = {unit: registry.full_name(unit) for unit in units}
        official = {_bare(name) for name in full.values()}
        for damage, change in CERTAIN.items():
            for unit in _sample(chance, units, full, change, damage):
                typed = change(full[unit])
                if damage == "code beside":
                    typed = f"{unit.name} ({unit.code})"
                found.append((typed, day.isoformat(), unit.code, damage))
        for damage, change in UNCERTAIN.items():
            for unit in _sample(chance, units, full, change, damage):
                typed, when = change(full[unit]), day
                if damage == "another code beside":
                    typed = f"{full[unit]} ({int(unit.code) + 40001:05d})"
                if damage == "the other era's parents":
                    when = REFORM if day == EVE else EVE
                    if day == REFORM:
                        typed = f"{unit.name}, Xã cũ, {full[unit].rpartition(', ')[2]}"
                if _bare(typed) in official and damage not in {
                    "another code beside", "the other era's parents",
                }:  # fmt: skip
                    continue
                found.append((typed, when.isoformat(), "", damage))
        found += _homonyms(chance, units, day)
    return found


def _bare(name: str) -> str:
    """A full name without its type, for telling whether damage made another official name."""
    kinds = r"^(phường|xã|thị trấn|đặc khu) "
    return re.sub(kinds, "", unicodedata.normalize("NFC", name).casefold())


def _sample(
    chance: random.Random,
    units: list[Locality],
    full: dict[Locality, str],
    change: Callable[[str], str],
    damage: str,
) -> list[Locality]:
    """Units that the damage changes."""
    whole = {"code beside", "another code beside", "the other era's parents"}
    shuffled = chance.sample(units, len(units))
    fit = (unit for unit in shuffled if damage in whole or change(full[unit]) != full[unit])
    return list(islice(fit, EACH))


def _homonyms(
    chance: random.Random, units: list[Locality], day: date
) -> list[tuple[str, str, str, str]]:
    count = Counter(unit.name for unit in units)
    repeated = sorted(name for name, number in count.items() if number > 1)
    names = chance.sample(repeated, min(EACH, len(repeated)))
    return [(name, day.isoformat(), "", "several of that name") for name in names]


def as_csv(table: list[tuple[str, str, str, str]]) -> str:
    """The file's text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(table)
    return out.getvalue()


if __name__ == "__main__":
    made = rows(load_registry())
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_bytes(as_csv(made).encode())
    print(f"{len(made)} names", file=sys.stderr)
