"""The form is made for this period and was in force at its cut-off.

Biểu dùng cho kỳ này và còn hiệu lực vào ngày chốt số liệu.
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, Setting


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """A span that the form does not know is an error; last year's version is a warning."""
    del setting
    version = draft.version
    if draft.period.span not in version.spans:
        allowed = ", ".join(f"{span.months} tháng" for span in version.spans)
        message = (
            f"Biểu “{version.name}” chỉ dùng cho kỳ {allowed}, không dùng cho kỳ "
            f"“{draft.period.label}”. Sửa kỳ báo cáo hoặc chọn biểu khác."
        )
        yield draft.finding(Severity.ERROR, "form_fits_period", message, draft.period_cell)
    elif not version.in_force(draft.cut_off):
        message = (
            f"Biểu “{version.name}” phiên bản {version.version} không còn hiệu lực vào ngày chốt "
            "số liệu; số liệu vẫn được nhận. Kỳ sau dùng biểu mẫu mới tải từ hệ thống."
        )
        yield draft.finding(Severity.WARNING, "form_fits_period", message)
