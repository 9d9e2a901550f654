import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from childrights.vietnamese.text import clean, fold, loose


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("Ðak Glei", "Đak Glei"),
        ("Phƣờng\u00a0 Định\tCông ", "Phường Định Công"),
        (unicodedata.normalize("NFD", "Phường Đại Kim"), "Phường Đại Kim"),
        ("Xã\u200b Thọ\ufeff Bình", "Xã Thọ Bình"),
    ],
)
def test_clean_mends_what_only_looks_alike(typed, cleaned):
    assert clean(typed) == cleaned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thanh Hóa", "Thanh Hoá"),
        ("Vị Thủy", "VỊ THUỶ"),
        ("Cư M’ta", "Cư M'ta"),
        ("Bà Rịa – Vũng Tàu", "bà rịa - vũng tàu"),
        ("Xã Đoàn Kết.", "xã đoàn kết"),
    ],
)
def test_spellings_of_one_name_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Hoằng Phú", "Hoằng Phụ"), ("Hoa Lộc", "Hòa Lộc"), ("Đa", "Da")]
)
def test_different_names_stay_different(one, other):
    assert fold(one) != fold(other)
    assert loose(one) == loose(other)


@given(st.text(max_size=30))
def test_cleaning_and_folding_settle(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
