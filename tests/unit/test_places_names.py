import unicodedata
from datetime import date

import pytest

from childrights.places.model import AmbiguousPlace, UnknownPlace
from childrights.places.names import find_locality, suggest
from childrights.places.registry import load_registry

DAY, EVE, REFORM = date(2024, 6, 30), date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def registry():
    return load_registry()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Phường Định Công, Quận Hoàng Mai, Thành phố Hà Nội", "00307"),
        ("P. Định Công", "00307"),
        ("P.Định Công, Q.Hoàng Mai, TP. Hà Nội", "00307"),
        (unicodedata.normalize("NFD", "PHƯỜNG ĐỊNH CÔNG"), "00307"),
        ("TT Hà Trung", "15271"),
        ("TT. Hà Trung - H. Hà Trung - T. Thanh Hoá", "15271"),
        ("UBND xã Thọ Bình - huyện Triệu Sơn", "15670"),
        ("Ủy ban nhân dân xã Thọ Bình huyện Triệu Sơn tỉnh Thanh Hóa", "15670"),
        ("X. Thọ  Bình", "15670"),
        ("Phường 01, Quận 3, TP.HCM", "27160"),
        ("P1, Q3, TP HCM", "27160"),
        ("Xã Cư M’ta", "24436"),
        ("Xã Cƣ M'ta", "24436"),
        ("Vũng Tàu, Tỉnh Bà Rịa – Vũng Tàu", "747"),
        ("Thị trấn Yên Viên, Gia Lâm", "00526"),
        ("Xã Hoằng Phụ, Hoằng Hóa", "16003"),
        ("00307", "00307"),
        ("Phường Định Công (00307)", "00307"),
    ],
)
def test_what_officers_type_finds_its_place(registry, typed, code):
    assert find_locality(registry, typed, DAY).code == code


@pytest.mark.parametrize(
    ("typed", "day", "says"),
    [
        ("Dinh Cong", DAY, "Phường Định Công, Quận Hoàng Mai, Thành phố Hà Nội (00307)"),
        ("xa hoang phu", DAY, "Xã Hoằng Phụ, Huyện Hoằng Hóa, Tỉnh Thanh Hóa (16003)"),
        ("Phường Hoàng Mai, Hà Nội", DAY, "(00331) từ 01/7/2025"),
        ("Phường Định Công, Quận Hoàng Mai", REFORM, "(00307) đến 30/6/2025"),
        ("TT Triệu Sơn", REFORM, "Xã Triệu Sơn, Tỉnh Thanh Hóa (15664)"),
        ("Phường Định Công (00316)", DAY, "(00307)"),
        ("", DAY, "dùng mã"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_is_near(registry, typed, day, says):
    with pytest.raises(UnknownPlace) as error:
        find_locality(registry, typed, day)
    assert says in str(error.value)


@pytest.mark.parametrize("typed", ["Yên Viên, Gia Lâm", "Phường 1, TP. Hồ Chí Minh", "Triệu Sơn"])
def test_what_fits_several_is_refused(registry, typed):
    with pytest.raises(AmbiguousPlace, match="Viết rõ loại đơn vị"):
        find_locality(registry, typed, DAY)


def test_a_known_sender_keeps_a_name_at_home(registry):
    assert find_locality(registry, "Xã Minh Dân", DAY).province_code == "08"
    with pytest.raises(UnknownPlace, match=r"15694\) đến 30/11/2019"):
        find_locality(registry, "Xã Minh Dân", DAY, within="397")


def test_suggestions_are_of_the_day(registry):
    assert [unit.code for unit in suggest(registry, "phuong dinh cong, ha noi", REFORM)] == [
        "00316"
    ]


@pytest.mark.parametrize("day", [EVE, REFORM])
def test_every_official_full_name_finds_itself(registry, day):
    for unit in registry.units("VN", day):
        assert find_locality(registry, registry.full_name(unit), day) == unit
