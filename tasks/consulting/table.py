"""«Bảng tổng hợp, tiếp thu, giải trình ý kiến góp ý» as a workbook."""

from collections.abc import Sequence
from datetime import date

from kehoach.lib.dates import format_date
from kehoach.lib.workbook import ON_PAPER, Book
from tasks.consulting.page import RowPlace, asked_of, comments_of, row_place
from tasks.models import DraftComment, DraftInvite, Plan

#: Heading → width.
COLUMNS = {
    "TT": 5,
    "Nội dung của dự thảo": 34,
    "Cơ quan góp ý": 24,
    "Nội dung góp ý": 48,
    "Tiếp thu, giải trình": 48,
}
_TITLE = "BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH Ý KIẾN GÓP Ý"


def opinions_table(plan: Plan, today: date) -> bytes:
    """Return the workbook: how many were asked and answered, then each comment in the
    order of the draft with what became of it.
    """
    invites, comments = asked_of(plan), _in_order(plan)
    book = Book(f"Ý kiến góp ý {plan.code}", ON_PAPER | {"border": 0})
    page = book.page("Tổng hợp")
    page.widths(COLUMNS.values())
    bold, plain = book.look(bold=True), book.look(text_wrap=False)
    page.put(0, 0, _TITLE, book.look(bold=True, font_size=13))
    page.put(1, 0, f"Dự thảo: {plan.short_title}", bold)
    for number, words in enumerate(summary(invites, comments, today), 2):
        page.put(number, 0, words, plain)
    head = 6
    page.line(head, COLUMNS, book.look(bold=True, border=1, align="center"))
    cell = book.look(border=1)
    lines = [
        (each.about, each.invite.agency.name, each.text, _answer(each))
        for each in comments
    ]
    said = {each.invite_id for each in comments}
    lines += [
        ("Toàn bộ dự thảo", each.agency.name, "Nhất trí với dự thảo", "")
        for each in invites
        if each.agreed_at and each.pk not in said
    ]
    for number, line in enumerate(lines, 1):
        page.line(head + number, [number, *line], cell)
    page.print_as_document(head, landscape=True)
    return book.close()


def summary(
    invites: Sequence[DraftInvite], comments: Sequence[DraftComment], today: date
) -> list[str]:
    """Return the sentences above the table; whoever said nothing is named by number."""
    said = {each.invite_id for each in comments}
    agreed = sum(bool(each.agreed_at) and each.pk not in said for each in invites)
    silent = len(invites) - len(said) - agreed
    words = [_answered(each) for each in comments]
    return [
        f"Tính đến ngày {format_date(today)}: đã lấy ý kiến {len(invites)} cơ quan;"
        f" {len(said)} cơ quan có ý kiến, {agreed} cơ quan nhất trí, {silent} cơ quan"
        " chưa trả lời.",
        f"Tổng số ý kiến: {len(comments)}; tiếp thu {words.count('taken')}, tiếp thu một"
        f" phần {words.count('partly')}, giải trình {words.count('explained')}, chưa trả"
        f" lời {words.count('')}.",
    ]


def _answered(comment: DraftComment) -> str:
    return str(comment.answer.verdict) if comment.answer else ""


def _answer(comment: DraftComment) -> str:
    answer = comment.answer
    return f"{answer.get_verdict_display()}: {answer.text}" if answer else ""


def _in_order(plan: Plan) -> list[DraftComment]:
    """Return the comments: of the whole draft, then row by row as they stand in it."""
    order: dict[RowPlace, int] = {}
    for rows in (plan.targets, plan.sections, plan.tasks):
        keys = rows.order_by("position", "pk").values_list("pk", flat=True)
        name = str(rows.model._meta.model_name)
        order |= {(name, pk): len(order) + number for number, pk in enumerate(keys, 1)}
    return sorted(comments_of(plan), key=lambda row: order.get(row_place(row), 0))
