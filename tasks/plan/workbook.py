"""A draft as one workbook: headings, tasks, assignments, figures, targets, a sheet each.

It is downloaded with what the draft has, filled and brought back; every wrong cell is
named, and all of it is taken or nothing.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import transaction

from agencies.models import Agency, AgencyGroup, User
from agencies.sheets import Heading, Sheet, SheetError, read_book, table_of
from agencies.sheets.formats import lines_of
from agencies.sheets.lists import Lists
from agencies.sheets.resource import StrictResource
from agencies.sheets.widgets import ByLabel
from kehoach.lib.workbook import PALE_HEAD, RULED, TYPED, Book, Page
from tasks.duties.errors import InvalidInput
from tasks.models import Plan
from tasks.plan.sheets import SectionResource
from tasks.plan.sheets_annex import AnnexTaskResource
from tasks.plan.sheets_assignments import AssignmentResource
from tasks.plan.sheets_numbers import FigureResource, TargetResource
from tasks.plan.sheets_plan import PLAN

#: In the order in which they are read: a sheet names rows of those before it.
SHEETS: dict[str, type[Any]] = {
    "Phần, mục": SectionResource,
    "Nhiệm vụ": AnnexTaskResource,
    "Phân công": AssignmentResource,
    "Số liệu": FigureResource,
    "Mục tiêu": TargetResource,
}
#: Rows that a form offers beside those there are.
BLANK_ROWS = 200
#: Wrong cells told at once.
_TOLD = 30
_HOW = (
    "Mỗi trang tính là một bảng; giữ nguyên dòng tiêu đề, không gộp ô.",
    "Điền lần lượt: Phần, mục → Nhiệm vụ → Phân công → Số liệu → Mục tiêu.",
    "Mã nhiệm vụ theo đúng đánh số của văn bản (III.2.a, PL.5.1). Dòng có mã đã có thì"
    " sửa dòng đó, mã mới thì thêm; tệp không xóa dòng nào.",
    "Trang «Nhiệm vụ» có các cột của phụ lục đứng liền nhau: dán cả bảng một lần. «Chủ"
    " trì», «Phối hợp» ghi đúng tên cơ quan, nhóm; trang «Phân công» chỉ cần cho vai trò"
    " thực hiện, đề xuất, cách giao khác.",
    "Nhiều cơ quan, nhiều nhiệm vụ trong một ô cách nhau bằng dấu chấm phẩy.",
    "Tên ngắn để trống thì lấy những chữ đầu của nội dung. «Thời gian» để trống thì hiểu"
    " theo «Thời gian theo kế hoạch»: Hằng quý, Quý II/2027, Tháng 6/2027, Trước ngày"
    " 30/9/2027, Giai đoạn 2027–2030 …; không hiểu thì báo ô.",
    "Cột «Mã cơ quan» nhận mã hoặc đúng tên cơ quan, tên nhóm (trang «Mã cơ quan, nhóm»);"
    " mỗi cơ quan một dòng.",
)


class Taken(NamedTuple):
    """What a sheet brought: rows that are new, rows that changed."""

    sheet: str
    new: int
    changed: int


def form_of(plan: Plan) -> bytes:
    """Return the workbook of the plan, with rows to fill in."""
    book = Book(f"Nhập kế hoạch {plan.code}")
    how = book.page("Cách điền")
    how.widths([110])
    for number, words in enumerate(_HOW):
        how.put(number, 0, words)
    lists = Lists(book)
    for name, resource in SHEETS.items():
        _write(book, name, resource, plan, lists)
    _write_codes(book)
    return book.close()


def _write(book: Book, name: str, kind: type[Any], plan: Plan, lists: Lists) -> None:
    page, resource = book.page(name), kind()
    resource.of_plan = plan.code
    columns = [f for f in resource.get_export_fields() if f.column_name != PLAN]
    required = set(_flat(resource))
    head, cell = book.look(**PALE_HEAD), book.look(**RULED, **TYPED)
    page.widths([18 if f.column_name in required else 22 for f in columns])
    page.line(0, [f.column_name for f in columns], head)
    rows = resource.get_queryset().filter(**{resource.path_to_plan: plan})
    last = 0
    for last, row in enumerate(rows, 1):
        page.line(
            last, [str(resource.export_field(f, row) or "") for f in columns], cell
        )
    _rule(page, last + 1, len(columns), cell)
    for place, field in enumerate(columns):
        if isinstance(field.widget, ByLabel):
            words = [str(label) for label in field.widget.labels.values()]
            lists.offer(page, (1, last + BLANK_ROWS), place, words, warn=True)
    page.keep_in_sight(0, 1)


def _rule(page: Page, first: int, columns: int, look: Any) -> None:
    for row in range(first, first + BLANK_ROWS):
        page.line(row, [None] * columns, look)


def _flat(resource: StrictResource) -> Iterator[str]:
    for each in resource.required_columns:
        yield from [each] if isinstance(each, str) else each


def _write_codes(book: Book) -> None:
    page, head = book.page("Mã cơ quan, nhóm"), book.look(**PALE_HEAD)
    page.widths([24, 60])
    page.line(0, ["Mã", "Tên"], head)
    groups = AgencyGroup.objects.order_by("code").values_list("code", "name")
    agencies = Agency.objects.order_by("sort_key").values_list("code", "name")
    for number, row in enumerate([*groups, *agencies], 1):
        page.line(number, row)


@transaction.atomic
def take_workbook(*, plan: Plan, content: bytes, actor: User) -> list[Taken]:
    """Bring the workbook's rows into the draft; return what each sheet brought.

    Raises InvalidInput naming the wrong cells, of the first sheet that has some: the
    sheets below it name its rows.
    """
    if not plan.is_draft:
        raise InvalidInput(
            "Kế hoạch đã công bố: sửa bằng «Điều chỉnh kế hoạch», không nhập cả tệp."
        )
    try:
        book = read_book(content)
        sheets = {sheet.name: sheet for sheet in book.seen() if sheet.name in SHEETS}
    except SheetError as error:
        raise InvalidInput(error.words, field="file") from error
    if not sheets:
        names = "; ".join(SHEETS)
        message = f"Tệp không có trang tính nào tên: {names}. Hãy tải tệp mẫu."
        raise InvalidInput(message, field="file")
    return [_take(plan, name, sheets[name], actor) for name in SHEETS if name in sheets]


def _take(plan: Plan, name: str, sheet: Sheet, actor: User) -> Taken:
    resource = SHEETS[name]()
    resource.of_plan = plan.code
    named = [field.column_name for field in resource.get_import_fields()]
    try:
        table = table_of(
            sheet, [Heading(each, each) for each in named], resource.required()
        )
        table.require_values()
    except SheetError as error:
        message = f"Trang «{name}»: {error.words}"
        raise InvalidInput(message, field="file") from error
    result = resource.import_data(lines_of(table), user=actor, raise_errors=False)
    wrong = [text for row in result.invalid_rows for text in row.error.messages]
    wrong += [str(each.error) for each in result.base_errors]
    if wrong:
        more = f" Còn {len(wrong) - _TOLD} ô như vậy." if len(wrong) > _TOLD else ""
        message = f"Trang «{name}» có {len(wrong)} chỗ sai, chưa ghi gì.{more}"
        raise InvalidInput(
            message, field="file", problems={"file": "\n".join(wrong[:_TOLD])}
        )
    return Taken(name, result.totals["new"], result.totals["update"])
