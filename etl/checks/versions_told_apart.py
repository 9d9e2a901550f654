"""Two versions of one report must say which of them is the later.

Hai tệp khác nhau của cùng đơn vị, cùng biểu, cùng kỳ, nhận cùng lúc và ghi cùng ngày văn bản thì
không biết bản nào thay bản nào. Ghi ngày văn bản khác nhau, hoặc chỉ nạp bản đúng.
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.warehouse.records import Finding, Severity
from etl.drafts import Setting
from etl.known import Known
from etl.reports import Report


def compare(report: Report, setting: Setting, known: Known) -> Iterator[Finding]:
    """Warn of another file's version that was received at the same moment with the same date.

    Both are kept; the snapshot takes the later by file name, which only a person can judge.
    """
    mine = report.submission
    told = known.report(mine.locality, mine.form, mine.period)
    if told is None or told.arrival.sha256 == report.arrival.sha256:
        return
    same_moment = told.arrival.received_at == report.arrival.received_at
    if same_moment and told.letter_date == mine.letter_date:
        files = (told.arrival, report.arrival)
        taken = max(files, key=lambda arrival: (arrival.file, arrival.sha256))
        unit = setting.registry.get(mine.locality).name
        message = (
            f"Tệp này và “{told.arrival.file}” cùng báo cáo biểu “{report.form_name(mine.form)}”, "
            f"kỳ “{mine.period.label}” của {unit}, nhận cùng lúc, cùng ngày văn bản, nên không rõ "
            f"bản nào thay bản nào. Số liệu đang dùng là của “{taken.file}”. Nếu bản kia mới đúng, "
            "ghi lại ngày văn bản trong tệp đó rồi gửi lại."
        )
        yield report.finding(Severity.WARNING, "versions_told_apart", message, "")
