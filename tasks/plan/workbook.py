"""A draft as one workbook: headings, tasks, assignments, figures, targets, a sheet each.

It is downloaded with what the draft has, filled and brought back; every wrong cell is
named, and all of it is taken or nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from agencies.models import Agency, AgencyGroup, User
from agencies.sheets import Heading, Sheet, SheetError, read_book, table_of
from agencies.sheets.cells import said
from agencies.sheets.formats import lines_of
from agencies.sheets.lists import Lists
from agencies.sheets.resource import StrictResource, wrong_in
from agencies.sheets.widgets import ByLabel
from kehoach.lib.workbook import PALE_HEAD, RULED, TYPED, Book, Page
from tasks.duties.errors import InvalidInput
from tasks.models import Plan, Section, Task
from tasks.plan.sheets_annex import AnnexTaskResource
from tasks.plan.sheets_assignments import AssignmentResource
from tasks.plan.sheets_headings import SectionResource
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
#: Sheet → the one whose rows it names by code.
_NAMED_IN = {"Nhiệm vụ": "Phần, mục"} | dict.fromkeys(
    ("Phân công", "Số liệu", "Mục tiêu"), "Nhiệm vụ"
)
#: Rows that a form offers beside those there are.
BLANK_ROWS = 200
#: Wrong cells of a sheet told at once.
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
    """What a sheet brought: rows that are new, rows that changed, or what is wrong, and
    whether what its rows are called is known.
    """

    sheet: str
    new: int = 0
    changed: int = 0
    wrong: Sequence[str] = ()
    is_read: bool = True


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

    Raises InvalidInput naming the wrong cells of all sheets. A row that names a wrong row
    of a sheet before is not wrong for that; what names rows of a sheet that cannot be
    read is not judged.
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
    done: dict[str, Taken] = {}
    for name in filter(sheets.__contains__, SHEETS):
        above = done.get(_NAMED_IN.get(name, ""))
        if above and not above.is_read:
            done[name] = Taken(name, is_read=False)
        else:
            done[name] = _take(plan, name, sheets[name], actor)
    _require_right(done)
    return list(done.values())


def _require_right(done: Mapping[str, Taken]) -> None:
    """Raise InvalidInput with what is wrong, sheet by sheet, and what was not judged."""
    wrong = {each.sheet: len(each.wrong) for each in done.values() if each.wrong}
    if not wrong:
        return
    lines = [line for each in done.values() for line in each.wrong[:_TOLD]]
    more = sum(wrong.values()) - len(lines)
    lines += [
        f"Trang «{name}» chưa kiểm tra được: sửa trang «{_NAMED_IN[name]}» trước."
        for name, each in done.items()
        if not (each.is_read or each.wrong)
    ]
    counts = ", ".join(f"{name} {count}" for name, count in wrong.items())
    message = f"Tệp có {sum(wrong.values())} chỗ sai ({counts}), chưa ghi gì."
    message += f" Còn {more} ô như vậy." if more else ""
    raise InvalidInput(message, field="file", problems={"file": "\n".join(lines)})


def _take(plan: Plan, name: str, sheet: Sheet, actor: User) -> Taken:
    """Write the rows that are right; those that are wrong stand by their codes alone, as
    all of it is undone.
    """
    resource = SHEETS[name]()
    resource.of_plan = plan.code
    named = [field.column_name for field in resource.get_import_fields()]
    try:
        table = table_of(
            sheet, [Heading(each, each) for each in named], resource.required()
        )
        table.require_values()
    except SheetError as error:
        return Taken(name, wrong=[f"Trang «{name}»: {error.words}"], is_read=False)
    lines = lines_of(table)
    codes = [said(row.get("Mã")) for row in lines.dict]
    result = resource.import_data(
        lines, user=actor, raise_errors=False, rollback_on_validation_errors=False
    )
    if result.invalid_rows:
        _stand_in(plan, resource._meta.model, codes)
    wrong = wrong_in(result)
    totals, is_read = result.totals, not result.has_errors()
    return Taken(name, totals["new"], totals["update"], wrong, is_read)


def _stand_in(plan: Plan, model: type[Any], codes: Iterable[str]) -> None:
    """Make the headings or tasks that the plan does not have, for sheets to name."""
    if model not in {Section, Task}:
        return
    rows, longest = model.objects.filter(plan=plan), model._meta.get_field("code")
    known = {"", *rows.values_list("code", flat=True)}
    place: dict[str, Any] = {}
    if model is Task:
        place["section"] = plan.sections.first() or plan.sections.create(code="?")
    model.objects.bulk_create(
        model(plan=plan, code=code, **place)
        for code in dict.fromkeys(codes)
        if code not in known and len(code) <= longest.max_length
    )
