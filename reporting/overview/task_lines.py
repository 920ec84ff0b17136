"""The lines of the tasks tables as markup: dozens of cells each, so no template each."""

from collections.abc import Iterable
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString

from kehoach.lib.numbers import format_number
from reporting.counting.links import duties_url
from reporting.counting.tasks import TaskCount
from reporting.overview.dashboard import Dashboard

#: Column of the page → its heading, as a phone shows it.
_COLUMNS = {
    "owed": "Phải báo cáo",
    "sent": "Đã gửi",
    "done": "Đã thực hiện",
    "late": "Quá hạn, kể cả bổ sung",
}
_LINE = (
    '<tr><th scope="row" data-label="Mã">{}</th><td class="pair-wide">{}{}</td>'
    '<td data-label="Thời gian" class="text-nowrap">{}</td>{}</tr>'
)
_ASKED = (
    ' <small class="text-secondary d-block">Đề nghị {} cơ quan phối hợp,'
    " không tính chậm</small>"
)
CELL = '<td data-label="{}" class="num"><a href="{}&amp;ma={}">{}</a></td>'


def task_lines_of(page: Dashboard, counts: Iterable[TaskCount]) -> SafeString:
    """Return the lines; every part is escaped once, the rest is joined as text."""
    addresses = [
        (column, label, escape(duties_url(page.period, column, as_of=page.as_of)))
        for column, label in _COLUMNS.items()
    ]
    return SafeString("".join([_line(count, addresses) for count in counts]))


def _line(count: TaskCount, addresses: list[tuple[str, str, SafeString]]) -> str:
    task, code = count.task, quote(count.task.code)
    cells = [
        CELL.format(label, address, code, format_number(getattr(count, column)))
        for column, label, address in addresses
    ]
    asked = _ASKED.format(format_number(count.requested)) if count.requested else ""
    told = (task.code, task.short_title, task.get_schedule_display())
    number, title, schedule = (escape(each) for each in told)
    return _LINE.format(number, title, asked, schedule, "".join(cells))
