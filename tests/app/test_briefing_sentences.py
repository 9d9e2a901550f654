"""Each sentence is read back, number by number, and set beside the table that it stands next to.

The reader below shares nothing with the rules that write: it knows only how officials write.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import CATALOGUE, TODAY, raw, shown, target
from sample import Folder

from childrights.briefing.accounts import Account, scope_of
from childrights.briefing.annex import annex_row, unit_table
from childrights.briefing.report import Order, compose
from childrights.briefing.sentences import CAUSE, sentences_of
from childrights.briefing.templates import load_templates
from childrights.catalogue.model import Comparator, TargetBasis
from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.evaluate.value import Value
from childrights.judgement.targets import judge
from childrights.periods import Period

NUMBER = r"(\d{1,3}(?:\.\d{3})*(?:,\d+)?)"
RESULT = re.compile(rf"(?:đạt|là|là:) {NUMBER}")
PARTS = re.compile(rf"\({NUMBER}/{NUMBER}[,)]")
GAP = re.compile(rf"(cao|thấp) hơn {NUMBER}")
ATTAINED = re.compile(rf"đạt {NUMBER}% kế hoạch")
CHANGE = re.compile(
    rf"(?:(tăng|giảm) {NUMBER}[^,;()]*?(?: \((?:tăng|giảm) {NUMBER}%\))?|(không thay đổi))"
    rf" so với cùng kỳ năm (\d{{4}}) \({NUMBER}(?:%|‰)?"
    rf"(?: → {NUMBER}(?:%|‰)?, tính trên (\d+) đơn vị báo cáo cả hai kỳ)?\)"
)
COVERAGE = re.compile(r"(\d+)/(\d+) [^\d]+ đã báo cáo")
LATE = re.compile(rf"(?:Còn|Có) {NUMBER}/{NUMBER} ")
NAMED = re.compile(rf"((?:Phường|Xã) [^(,:]+) \({NUMBER}%?\)")
UNCOMPARED = re.compile(r"(?:, |: )không so sánh được với (cùng kỳ năm \d{4}: [^.;]+)")
MISSING = re.compile(rf"Để đạt chỉ tiêu, (còn {NUMBER} [^.]+)\.")


def number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def half_up(value: Decimal, like: Decimal) -> Decimal:
    return value.quantize(like, rounding=ROUND_HALF_UP)


class Reader:
    """Takes out of a text what it understands; what is left must hold no figure."""

    def __init__(self, text: str) -> None:
        self.left = text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.left)
        if found:
            self.left = self.left[: found.start()] + " " + self.left[found.end() :]
        return found

    def forget(self, *words: str) -> None:
        for word in words:
            self.left = self.left.replace(word, " ")


def check_against_tables(account: Account) -> None:
    """Every number of the account's sentences stands in its line of the annex or its units."""
    row = annex_row(1, account)
    text = " ".join(sentence.text for sentence in sentences_of(account))
    reader = Reader(text)
    reader.forget(
        account.indicator.name, account.indicator.name[:1].lower() + account.indicator.name[1:]
    )
    plan, result, before, gap, change, note = row[3], row[4], row[5], row[6], row[7], str(row[8])
    check_change(reader, before, change, note)
    if found := reader.take(UNCOMPARED):
        assert found[1] in note
    assert (found := reader.take(RESULT)) and number(found[1]) == result
    if found := reader.take(PARTS):
        share = 100 * number(found[1]) / number(found[2])
        assert half_up(share, result) == result
    if found := reader.take(GAP):
        assert number(found[2]) * (1 if found[1] == "cao" else -1) == gap
    if found := reader.take(ATTAINED):
        assert f"Đạt {found[1]}% kế hoạch" in note
    if found := reader.take(COVERAGE):
        assert found[0] in note
    if found := reader.take(MISSING):
        assert found[1] in note.replace("Còn", "còn")
    check_units(reader, account)
    if account.progress.target is not None:
        words = str(plan) if isinstance(plan, str) else f"{plan:f}".replace(".", ",")
        reader.left = re.sub(rf"\([^()]*{re.escape(words)}[^()]*\)", " ", reader.left)
    reader.forget(account.indicator.unit)
    assert not re.search(r"\d", reader.left), (text, reader.left)


def check_change(reader: Reader, before: object, change: object, note: str) -> None:
    found = reader.take(CHANGE)
    if not found:
        assert change is None
        return
    verb, size, percent, same, _, earlier, now, units = found.groups()
    assert number(earlier) == before
    moved = Decimal(0) if same else number(size) * (1 if verb == "tăng" else -1)
    assert moved == change
    if percent:
        assert half_up(100 * number(size) / number(earlier), number(percent)) == number(percent)
    if now:
        assert number(now) - number(earlier) == change
        assert f"tính trên {units} đơn vị" in note and f"{earlier}" in note and now in note


def check_units(reader: Reader, account: Account) -> None:
    late = reader.take(LATE)
    if not late:
        assert not account.laggards
        return
    table = unit_table(account)
    headings = [column.heading for column in table.columns]
    result = next(at for at, text in enumerate(headings) if text.startswith("Kết quả"))
    gap = headings.index("So với chỉ tiêu")
    units = table.rows[:-1]
    judged = [row for row in units if row[gap] is not None]
    assert number(late[2]) == len(judged)
    assert number(late[1]) == len(account.laggards) <= len(judged)
    sizes = []
    while found := reader.take(NAMED):
        (row,) = [row for row in units if row[1] == found[1]]
        assert row[result] == number(found[2])
        sizes.append(abs(row[gap]))  # type: ignore[arg-type]
    assert len(sizes) == min(5, len(account.laggards))
    assert sizes == sorted(sizes, reverse=True)


# ── Made-up accounts of every kind ────────────────────────────────────────────────────────

KINDS = {
    "bhyt_coverage_under_6": "share",
    "stunting_under_5": "share",
    "special_circumstances_share": "share",
    "child_injuries": "count",
    "child_population": "count",
    "dropouts": "count",
    "play_points": "count",
    "injury_rate": "rate",
    "crude_birth_rate": "rate",
    "child_friendly_score": "rate",
}


def figure(what: str, over: int, under: int, **more: object) -> Value:
    """A value with exact parts, rounded half up as the catalogue says."""
    indicator = CATALOGUE.indicators[what]
    made = raw("1", indicator=what, **more)  # type: ignore[arg-type]
    if KINDS[what] == "count":
        return replace(made, numerator=Decimal(over), denominator=None, value=Decimal(over))
    step = Decimal(1).scaleb(-indicator.decimals)
    exact = Decimal(over) * indicator.multiplier / under
    value = exact.quantize(step, rounding=ROUND_HALF_UP)
    return replace(made, numerator=Decimal(over), denominator=Decimal(under), value=value)


amounts = st.tuples(st.integers(0, 3_000), st.integers(1, 3_000))


@settings(max_examples=300)
@given(
    name=st.sampled_from(sorted(KINDS)),
    now=amounts,
    then=st.none() | amounts,
    wanted=st.none() | st.tuples(st.sampled_from(["<=", ">=", "<", ">", "="]), st.integers(0, 120)),
    units=st.lists(amounts, max_size=9),
    partly=st.booleans(),
    status=st.sampled_from(["A", "P", "E"]),
)
def test_every_sentence_says_what_its_table_says(
    name: str, now: tuple[int, int], then: tuple[int, int] | None,
    wanted: tuple[str, int] | None, units: list[tuple[int, int]], partly: bool, status: str,
) -> None:  # fmt: skip
    aim = target(str(wanted[1]), Comparator(wanted[0]), name) if wanted else None
    codes = tuple(f"{at:05d}" for at in range(14))
    whole = shown(figure(name, *now, units=codes, status=status))
    like = shown(figure(name, now[0] // 2, now[1], units=codes[:9])) if partly else whole
    compared = (like, shown(figure(name, *then, period="2023-6M"))) if then else None
    members = [
        shown(figure(name, *amount, code=f"{at:05d}", name=f"Phường Số {'ABCDEFGHI'[at]}"))
        for at, amount in enumerate(units)
    ]
    check_against_tables(
        Account(
            name, Period.parse("2024-6M"), judge(CATALOGUE, name, whole, aim, TODAY), compared,
            tuple(judge(CATALOGUE, name, item, aim, TODAY) for item in members), "phường",
        )
    )  # fmt: skip


def test_a_sentence_that_contradicts_its_table_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    value = shown(figure("bhyt_coverage_under_6", 88, 100))
    progress = judge(CATALOGUE, value.indicator, value, target("98"), TODAY)
    account = Account(value.indicator, value.period, progress, None)
    check_against_tables(account)
    monkeypatch.setattr("childrights.briefing.sentences.say_amount", lambda *_: "88,1%")
    with pytest.raises(AssertionError):
        check_against_tables(account)


# ── The turns, word for word ──────────────────────────────────────────────────────────────


def test_a_share_is_told_as_officials_tell_it() -> None:
    units = ("00301", "00304", "00307")
    now = shown(figure("bhyt_coverage_under_6", 220, 224, units=units, expected=3))
    before = shown(figure("bhyt_coverage_under_6", 213, 220, units=units, period="2023-6M"))
    late = shown(figure("bhyt_coverage_under_6", 60, 64, name="Phường Đại Kim"))
    aim = target("98.5")
    account = Account(
        now.indicator, now.period, judge(CATALOGUE, now.indicator, now, aim, date(2024, 6, 1)),
        (now, before), (judge(CATALOGUE, now.indicator, late, aim, date(2024, 6, 1)),), "phường",
    )  # fmt: skip
    assert [sentence.text for sentence in sentences_of(account)] == [
        "Tỷ lệ trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế đạt 98,2% (220/224), chưa đạt chỉ tiêu cả "
        "năm (từ 98,5% trở lên), thấp hơn 0,3 điểm phần trăm, tăng 1,4 điểm phần trăm so với cùng "
        "kỳ năm 2023 (96,8%); 3/3 phường đã báo cáo.",
        "Còn 1/1 phường chưa đạt chỉ tiêu: Phường Đại Kim (93,8%).",
        "Để đạt chỉ tiêu, còn 1 trẻ em chưa được cấp thẻ BHYT.",
        f"Nguyên nhân: {CAUSE}.",
    ]


def test_small_counts_change_by_cases_and_large_amounts_also_by_percent() -> None:
    def told(name: str, now: int, before: int) -> str:
        pair = (
            shown(figure(name, now, 1, expected=1)),
            shown(figure(name, before, 1, expected=1, period="2023-6M")),
        )
        progress = judge(CATALOGUE, name, pair[0], None, TODAY)
        return sentences_of(Account(name, pair[0].period, progress, pair))[0].text

    assert "là 7 trẻ em, tăng 3 trường hợp so với cùng kỳ năm 2023 (4)" in told(
        "child_injuries", 7, 4
    )
    assert "là 0, không phát sinh, giảm 2 trường hợp" in told("child_injuries", 0, 2)
    assert "tăng 200 trẻ em (tăng 5,0%) so với" in told("child_population", 4_200, 4_000)


def test_a_milestone_of_a_later_year_is_not_called_this_years() -> None:
    value = shown(figure("bhyt_coverage_under_6", 90, 100))
    aim = target("95").model_copy(update={"year": 2025, "basis": TargetBasis.PROGRAMME})
    progress = judge(CATALOGUE, value.indicator, value, aim, TODAY)
    text = sentences_of(Account(value.indicator, value.period, progress, None))[0].text
    assert "chưa đạt chỉ tiêu đến năm 2025 (từ 95% trở lên)" in text


def test_a_figure_that_rounds_to_its_target_without_meeting_it_says_so() -> None:
    value = shown(figure("bhyt_coverage_under_6", 96_998, 100_000))
    progress = judge(CATALOGUE, value.indicator, value, target("97"), TODAY)
    text = sentences_of(Account(value.indicator, value.period, progress, None))[0].text
    assert "đạt 97,0% (96.998/100.000), chưa đạt chỉ tiêu" in text
    assert "thấp hơn khi chưa làm tròn" in text


def test_below_a_ceiling_is_not_called_exceeding() -> None:
    value = shown(figure("child_injuries", 7, 1, period="2024-12M"))
    aim = target("9", Comparator.AT_MOST, "child_injuries")
    progress = judge(CATALOGUE, value.indicator, value, aim, TODAY)
    text = sentences_of(Account(value.indicator, value.period, progress, None))[0].text
    assert "đạt chỉ tiêu, dưới mức được giao (không quá 9)" in text


def test_a_units_own_explanation_stands_in_place_of_the_blank() -> None:
    value = figure("bhyt_coverage_under_6", 50, 100, name="Phường Đại Kim")
    told = replace(value, note="Giải trình: 14 trẻ mới chuyển đến.")
    unit = judge(CATALOGUE, told.indicator, shown(told), target("98"), TODAY)
    whole = judge(CATALOGUE, value.indicator, shown(value), target("98"), TODAY)
    text = sentences_of(Account(value.indicator, value.period, whole, None, (unit,)))[-1].text
    assert text == "Giải trình của đơn vị: Phường Đại Kim: “14 trẻ mới chuyển đến”."


# ── A whole report ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("period", ["2024-6M", "2024-12M", "2026-6M"])
def test_every_number_of_a_report_is_the_desks(
    filled: Folder, period: str, audience: Audience
) -> None:
    desk = open_desk(filled.path)
    when = Period.parse(period)
    scope = scope_of(desk, "hoang-mai", when, audience, TODAY)
    template = load_templates(desk.catalogue)["nam" if when.span.months == 12 else "sau-thang"]
    report = compose(desk, Order(scope, template))
    rows = {row[1]: row for row in report.annexes[0].rows if row[4] is not None}
    by_name = {item.name: name for name, item in desk.catalogue.indicators.items()}
    for heading, row in rows.items():
        name = by_name[str(heading)]
        stated = [s for p in report.paragraphs for s in p.sentences if s.indicator == name]
        if not isinstance(row[4], Decimal):
            assert not stated or "trạng thái" in str(row) or desk.catalogue.indicators[name].states
            continue
        own = "Số liệu " in str(row[8])
        value = desk.value(name, "hoang-mai", when, audience) if not own else None
        assert value is None or value.value == row[4]
        assert stated
    assert rows
    sensitive = {n for n, i in desk.catalogue.indicators.items() if desk.catalogue.is_sensitive(n)}
    if audience is Audience.PUBLIC:
        spoken = {told.indicator for part in report.paragraphs for told in part.sentences}
        assert not spoken & sensitive
        assert "NỘI BỘ" not in " ".join(report.marks)
