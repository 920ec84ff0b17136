"""The lines of the tasks tables as markup: dozens of cells each, so no template each."""

from collections.abc import Iterable
from urllib.parse import quote

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kehoach.lib.numbers import format_number
from reporting.builders.dashboard import Dashboard
from reporting.builders.tasks import TaskCount
from reporting.links import duties_url

#: Column of the page → its heading, as a phone shows it.
COLUMNS = {
    "owed": "Phải báo cáo",
    "sent": "Đã gửi",
    "done": "Đã thực hiện",
    "late": "Quá hạn, kể cả bổ sung",
}
LINE = (
    '<tr><th scope="row" data-label="Mã">{}</th><td class="pair-wide">{}{}</td>'
    '<td data-label="Thời gian" class="text-nowrap">{}</td>{}</tr>'
)
ASKED = (
    ' <small class="text-secondary d-block">Đề nghị {} cơ quan phối hợp,'
    " không tính chậm</small>"
)
CELL = '<td data-label="{}" class="num"><a href="{}&amp;ma={}">{}</a></td>'


def lines_of(page: Dashboard, counts: Iterable[TaskCount]) -> SafeString:
    """Return the lines; every part is escaped once, the rest is joined as text."""
    addresses = {
        column: duties_url(page.period, column, as_of=page.as_of) for column in COLUMNS
    }
    return SafeString("".join([_line(count, addresses) for count in counts]))


def _line(count: TaskCount, addresses: dict[str, str]) -> str:
    task, code = count.task, quote(count.task.code)
    cells = "".join(
        [
            format_html(CELL, label, addresses[column], code, _number(count, column))
            for column, label in COLUMNS.items()
        ]
    )
    asked = (
        format_html(ASKED, format_number(count.requested)) if count.requested else ""
    )
    schedule = task.get_schedule_display()
    title = task.short_title
    return format_html(LINE, task.code, title, asked, schedule, SafeString(cells))


def _number(count: TaskCount, column: str) -> str:
    return format_number(getattr(count, column))
