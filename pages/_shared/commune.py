"""What one commune is compared with: its peers, its own past, its hamlets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from childrights.figures.notes import TWO_TERRITORIES
from childrights.figures.series import series_break
from childrights.figures.table import history_table, peer_table, unit_table
from childrights.judgement.targets import Progress
from childrights.language import say
from childrights.vietnamese.dates import format_date
from childrights.view import Sight, parent_of
from pages._shared import ask, draw


def beside_peers(sight: Sight) -> None:
    """The commune beside the pooled figure of all communes of its parent that reported."""
    st.header(say("So với bình quân các đơn vị cùng cấp"))
    own = list(ask.headline(sight).values())
    unit = sight.area.locality
    parent = parent_of(sight.desk, unit, sight.view.period) if unit else None
    if parent is None or unit is None:
        st.markdown(say("Chưa xác định được đơn vị cấp trên của địa bàn này trong kỳ."))
        return
    peers = [ask.pooled(sight, p.value.indicator, parent.token, p.value.period) for p in own]
    caption = say(
        "{name} so với bình quân các đơn vị đã báo cáo của {label}",
        name=unit.name,
        label=parent.label,
    )
    draw.table(peer_table(caption, own, peers, unit.name))


def over_the_years(sight: Sight) -> None:
    """The commune's own past, periods of like span side by side."""
    st.header(say("So với chính đơn vị qua các năm"))
    rows = [
        ask.series(sight, name, item.value.period) for name, item in ask.headline(sight).items()
    ]
    if any(row[1:] for row in rows):
        with st.expander(say("Bảng số liệu cùng kỳ các năm")):
            apart = say(TWO_TERRITORIES) if _is_broken(sight, rows) else ""
            draw.table(history_table(say("Cùng kỳ các năm"), rows, apart))
        return
    unit = sight.area.locality
    since = say(" từ {valid_from}", valid_from=format_date(unit.valid_from)) if unit else ""
    st.markdown(
        say("Đơn vị mới có{since}, chưa có kỳ cùng loại nào trước đó để so sánh.", since=since)
    )


def _is_broken(sight: Sight, rows: Iterable[Sequence[Progress]]) -> bool:
    """Whether any of the series holds figures of two territories."""
    spans = [[item.value.period for item in row] for row in rows]
    return any(series_break(sight.desk, sight.area, periods) for periods in spans)


def hamlets(sight: Sight) -> None:
    """The commune's hamlets, for each headline indicator that any of them reported."""
    st.header(say("Thôn, tổ dân phố"))
    found = [
        (item, ask.unit_progress(sight, name, item.value.period))
        for name, item in ask.headline(sight).items()
    ]
    shown = [(item, units) for item, units in found if any(u.value.is_known for u in units)]
    for item, units in shown:
        measures = ask.measures(sight, item.indicator)
        draw.table(unit_table(item.indicator.name, item.indicator, units, measures, _no_link))
    if not shown:
        st.markdown(
            say(
                "Chưa có số liệu đến thôn, tổ dân phố trong kỳ này. Báo cáo theo mẫu nhiều đơn vị "
                "(mỗi dòng một thôn, tổ dân phố) sẽ hiển thị so sánh tại đây."
            )
        )


def _no_link(_: object) -> str:
    return ""
