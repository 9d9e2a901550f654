"""Dự kiến nội dung chất vấn: what deputies will ask, with the figures to answer from.

Deputies ask why an indicator is below plan, why it is worse than cùng kỳ, and who lags; those are
listed by rule, each with its figures and where they come from. The answer is the officer's.
"""

from __future__ import annotations

from collections.abc import Sequence

from childrights.briefing.accounts import Account, Tell, accounts, say_nothing
from childrights.briefing.annex import annex_table
from childrights.briefing.content import Block, Briefing, Heading, Paragraph, Prompt, Sentence
from childrights.briefing.report import Order, marks_of_paper
from childrights.briefing.senders import sender_of
from childrights.briefing.sentences import say_comparison, say_verdict, sentences_of
from childrights.desk import Desk
from childrights.figures.notes import source_line
from childrights.figures.words import lower_first, say_document

NO_QUESTIONS = (
    "Không có chỉ tiêu nào dưới kế hoạch, kém hơn cùng kỳ hoặc có đơn vị chưa đạt trong các chỉ "
    "tiêu đã chọn."
)


def compose_questions(desk: Desk, order: Order, tell: Tell = say_nothing) -> Briefing:
    """The sheet: a heading a question, most pressing first; ``tell`` as in ``accounts``."""
    desk, scope = desk.remembering(), order.scope
    found = accounts(desk, scope, order.names or order.template.indicators, tell)
    asked = pressing(found)
    blocks: list[Block] = []
    for at, item in enumerate(asked, 1):
        blocks += _asked(at, item)
    period = lower_first(scope.period.label)
    return Briefing(
        "DỰ KIẾN NỘI DUNG CHẤT VẤN", "", f"Về thực hiện quyền trẻ em {period}",
        sender_of(desk, scope.area, order.office), (),
        tuple(blocks) or (Paragraph((Sentence(NO_QUESTIONS),)),),
        (annex_table(scope, asked, desk.catalogue.themes),) if asked else (),
        marks_of_paper(desk, scope.audience), scope.audience, order.dated,
    )  # fmt: skip


def pressing(found: Sequence[Account]) -> list[Account]:
    """Below plan and worse, then below plan, then worse, then with laggards; others are left."""
    asked = [item for item in found if item.is_below or item.is_worse or item.laggards]
    return sorted(
        asked, key=lambda item: (-(2 * item.is_below + item.is_worse), -len(item.laggards))
    )


def _asked(at: int, item: Account) -> list[Block]:
    sources = [Sentence(source_line(item.indicator))]
    if item.progress.target:
        words = say_document(item.indicator, item.progress.target)
        sources.append(Sentence(f"Chỉ tiêu: {words}."))
    return [
        Heading(f"{at}. {question_of(item)}", 2),
        Paragraph(tuple(sentences_of(item))),
        Paragraph(tuple(sources)),
        Prompt("[Đơn vị chuẩn bị nội dung trả lời: nguyên nhân, giải pháp, thời hạn]"),
    ]


def question_of(item: Account) -> str:
    """“Vì sao tỷ lệ … chưa đạt chỉ tiêu cả năm (100%) …?”; three kinds of question."""
    name = lower_first(item.indicator.name)
    if item.is_below and item.is_worse:
        return f"Vì sao {name} {say_verdict(item)} và {say_comparison(item)}?"
    if item.is_below:
        return f"Vì sao {name} {say_verdict(item)}?"
    if item.is_worse:
        return f"Vì sao {name} {say_comparison(item)}?"
    count = f"{len(item.laggards)}/{item.judged_units} {item.noun}"
    return f"Vì sao còn {count} chưa đạt chỉ tiêu về {name}?"
