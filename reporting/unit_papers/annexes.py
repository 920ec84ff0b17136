"""The annex of a paper: figures beside last year's, or who does what by when."""

from kehoach.lib.dates import format_date
from kehoach.lib.text import small
from reporting.facts.report import AnnexTable, ReportCell
from reporting.facts.typed_words import one_quotes
from reporting.models import PaperKind
from reporting.unit_papers.material import Item, UnitMaterial
from tasks.figures.answer_text import told
from tasks.models import Figure, FigureValue, Schedule

#: Answers that the letter's text says as sentences.
SAID = (Figure.Type.YES_NO, Figure.Type.TEXT)
_NO_NUMBER = "Dấu “–”: chưa có số liệu"
Groups = tuple[tuple[int, str], ...]


def figures_annex(about: UnitMaterial) -> tuple[AnnexTable | None, Groups]:
    """Return the figures under the duty that asks them; none without figures."""
    last = (str(about.period_before),) if about.period_before else ()
    rows: list[tuple[ReportCell, ...]] = []
    groups: list[tuple[int, str]] = []
    for item, figures in about.figures():
        shown = [figure for figure in figures if figure.type not in SAID]
        if shown:
            groups.append((len(rows), one_quotes(item.title)))
        for figure in shown:
            now, before = about.values.get(figure.pk), about.before.get(figure.pk)
            cells = (_cell(now), _cell(before))[: 1 + len(last)]
            rows.append((len(rows) + 1, figure.label, figure.unit, *cells))
    if not rows:
        return None, ()
    annex = AnnexTable(
        number="",
        title=f"Số liệu {about.period.words}",
        heads=("TT", "Chỉ tiêu", "Đơn vị tính", _this(about), *last),
        rows=tuple(rows),
        widths=(1, 8, 2, 2, 2)[: 4 + len(last)],
        wide=False,
        note=_NO_NUMBER if any(None in row for row in rows) else "",
    )
    return annex, tuple(groups)


def _this(about: UnitMaterial) -> str:
    words = about.period.words
    if about.is_over():
        return words[:1].upper() + words[1:]
    return f"Đến {format_date(about.as_of)}"


def _cell(value: FigureValue | None) -> ReportCell:
    if value is None:
        return None
    return value.number if value.number is not None else told(value)


def work_annex(about: UnitMaterial) -> AnnexTable:
    """Return who does what, when and with what product; or what is inspected."""
    heads = HEADS[about.kind]
    return AnnexTable(
        number="",
        title=_TITLES[about.kind],
        heads=heads,
        rows=tuple(
            (
                position,
                one_quotes(item.title),
                *_cells(item, about),
            )
            for position, item in enumerate(about.items, 1)
        ),
        widths=(1, 6, 4, 4, 4),
        wide=False,
        note="" if about.items else "Không có nội dung được giao trong kỳ",
    )


def _cells(item: Item, about: UnitMaterial) -> list[str]:
    """Return who, when and product; what nobody said is asked for in brackets."""
    wanted = HEADS[about.kind][2:]
    said = work_of(item, about).values()
    return [
        one_quotes(cell) or f"[Ghi {small(head)}]"
        for head, cell in zip(wanted, said, strict=True)
    ]


_TITLES = {
    PaperKind.PLAN: "Phân công thực hiện",
    PaperKind.INSPECTION: "Nội dung kiểm tra",
}
HEADS = {
    PaperKind.PLAN: (
        "TT",
        "Nội dung công việc",
        "Người, bộ phận thực hiện",
        "Thời gian",
        "Sản phẩm",
    ),
    PaperKind.INSPECTION: (
        "TT",
        "Nội dung kiểm tra",
        "Nơi được kiểm tra",
        "Thời gian",
        "Hồ sơ, tài liệu",
    ),
}


def work_of(item: Item, about: UnitMaterial) -> dict[str, str]:
    """Return who, when and product of a duty: as typed, else by rule, else empty."""
    typed = item.work
    by_rule = {"who": "", "when": "", "product": ""}
    if about.kind == PaperKind.PLAN:
        who = str(item.duty.holder or "")
        by_rule |= {
            "who": who,
            "when": _when(item, about),
            "product": _product(item),
        }
    elif about.kind == PaperKind.INSPECTION:
        by_rule["product"] = _product(item)
    return {name: typed.get(name) or said for name, said in by_rule.items()}


def _when(item: Item, about: UnitMaterial) -> str:
    duty, words = item.duty, about.period.words
    if duty.schedule == Schedule.ONGOING:
        return f"Thường xuyên trong {words}"
    if duty.due_now:
        return f"Chậm nhất ngày {format_date(duty.due_now)}"
    return f"Trong {words}"


def _product(item: Item) -> str:
    title = item.title.lower()
    if "kế hoạch" in title:
        return "Kế hoạch được ban hành"
    if "quy chế" in title:
        return "Quy chế, quy ước được rà soát"
    return "Văn bản, báo cáo kết quả" if item.duty.task.evidence_required else ""
