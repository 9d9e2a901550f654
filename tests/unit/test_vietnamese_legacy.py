import pytest

from childrights.vietnamese.legacy import Encoding, decode, detect_encoding, is_syllable
from tests.make_damaged_names import EVE, REFORM, to_tcvn3, to_vni

WRITERS = {Encoding.UNICODE: str, Encoding.TCVN3: to_tcvn3, Encoding.VNI: to_vni}


@pytest.mark.parametrize(
    ("text", "encoding", "meant"),
    [
        ("Ph­êng §¹i Kim", Encoding.TCVN3, "Phường Đại Kim"),
        ("Phöôøng Ñaïi Kim", Encoding.VNI, "Phường Đại Kim"),
        ("PHÖÔØNG ÑAÏI KIM", Encoding.VNI, "PHƯỜNG ĐẠI KIM"),
        ("X· Hoµng V¨n Thô", Encoding.TCVN3, "Xã Hoàng Văn Thụ"),
        ("Đại Kim", Encoding.UNICODE, "Đại Kim"),
        ("Xa 12 A-B", Encoding.VNI, "Xa 12 A-B"),
        ("huyÖn Kú Anh, tØnh Hµ TÜnh", Encoding.TCVN3, "huyện Kỳ Anh, tỉnh Hà Tĩnh"),
        # A program on the way took Eth for the Vietnamese letter.
        ("VÜnh TrĐ", Encoding.TCVN3, "Vĩnh Tré"),
    ],
)
def test_decoding(text, encoding, meant):
    assert decode(text, encoding) == meant


@pytest.mark.parametrize("day", [EVE, REFORM])
@pytest.mark.parametrize("encoding", list(Encoding))
def test_every_official_name_comes_back(registry, day, encoding):
    for unit in registry.units("VN", day):
        name = registry.full_name(unit)
        written = WRITERS[encoding](name)
        assert decode(written, encoding).casefold() == name.casefold()
        assert detect_encoding([written]) is encoding


@pytest.mark.parametrize("encoding", list(Encoding))
def test_a_column_of_bare_names_is_told(registry, encoding):
    """Fourteen names without type or parents, as many as a district of the focus has wards."""
    names = [unit.name.partition(" ")[2] for unit in registry.units("VN", EVE)]
    columns = [names[i : i + 14] for i in range(0, len(names), 14)]
    accented = [c for c in columns if sum(not name.isascii() for name in c) >= 3]
    write = WRITERS[encoding]
    told = [detect_encoding([write(name) for name in column]) for column in accented]
    assert set(told) == {encoding}


@pytest.mark.parametrize("texts", [[], ["Ha Noi", "12"], ["Đà Nẵng"], ["Sóc"], ["Hòa", "Là", "Bé"]])
def test_unicode_wins_where_nothing_speaks_against_it(texts):
    assert detect_encoding(texts) is Encoding.UNICODE


@pytest.mark.parametrize("word", ["phường", "Nguyễn", "quỳnh", "ghế", "yên", "uý", "Đắk", "khuya"])
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["phöôøng", "hµ", "sãc", "tết̃", "abc", "ngx", "bòc", "đàk"])
def test_no_syllables(word):
    assert not is_syllable(word)
