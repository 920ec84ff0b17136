"""From material to the facts of the paper, as it is printed."""

from collections.abc import Iterator

from kehoach.lib.dates import format_date
from reporting.counting.citing import citation
from reporting.facts.papers import UnitPaper
from reporting.facts.report import ReportSection, Signature
from reporting.facts.typed_words import GAP, joined, one_quotes, sentence, statement
from reporting.models import PaperKind
from reporting.outline import wording
from reporting.outline.parts import numbered
from reporting.unit_papers.annexes import figures_annex, work_annex
from reporting.unit_papers.material import Item, UnitMaterial
from reporting.unit_papers.outline import with_variables
from reporting.unit_papers.shipped import DUTIES, WORDS, UnitPart
from reporting.unit_papers.signing import capacity_of, head_of
from reporting.unit_papers.starts import start_of
from tasks.duties.plan_then import plan_on
from tasks.models import Figure, Progress

#: Stands above words that nobody of the agency has written or confirmed.
UNCONFIRMED = "(Dự thảo, đơn vị chưa xác nhận nội dung này.)"
SYMBOLS = {
    PaperKind.REPORT: "BC",
    PaperKind.PLAN: "KH",
    PaperKind.INSPECTION: "KH",
}


def unit_paper(about: UnitMaterial) -> UnitPaper:
    """Return the paper; what is missing stands in brackets, never as a sentence."""
    is_report = about.kind == PaperKind.REPORT
    annex, groups = figures_annex(about) if is_report else (work_annex(about), ())
    plan, draft = about.period.plan, about.draft
    return UnitPaper(
        kind="Báo cáo" if is_report else "Kế hoạch",
        head=head_of(
            about.agency, plan, SYMBOLS[about.kind], place=draft.place, sent=about.sent
        ),
        subject=with_variables(about.outline.subject, about.period),
        addressees=(plan.steering_agency.name,) if is_report else (),
        opening=(_opening_of(about),),
        sections=numbered(_sections(about)),
        last=_last_words(about),
        recipients=_recipients_of(about),
        signature=Signature(
            capacity_of(about.agency, about.signer, about.rank),
            about.signer.full_name if about.signer else "",
        ),
        annex=annex,
        groups=groups,
    )


def _opening_of(about: UnitMaterial) -> str:
    """Return the legal basis, the letter that asked, and the days of the data."""
    period = about.period
    plan = period.plan
    basis = "" if not plan.basis or plan.basis in plan.title else f"{plan.basis}; "
    cited = one_quotes(f"{basis}{wording.plan_title(plan)}")
    if about.kind != PaperKind.REPORT:
        what = with_variables(about.outline.subject, period)
        return (
            f"Thực hiện {cited}, {about.agency.name} ban hành Kế hoạch"
            f" {what[:1].lower()}{what[1:]} như sau:"
        )
    asked = ""
    if period.request_number:
        day = f" ngày {format_date(period.request_on)}" if period.request_on else ""
        asked = f" và Công văn số {period.request_number}{day}"
        asked += f" của {plan_on(plan, period.request_on).steering_agency.name}"
    return (
        f"Thực hiện {cited}{asked}, {about.agency.name} báo cáo kết quả {period.words}"
        f" (số liệu từ ngày {format_date(period.data_from)} đến ngày"
        f" {format_date(about.as_of)}) như sau:"
    )


def _last_words(about: UnitMaterial) -> str:
    """Return the sentence that ends the paper."""
    if about.kind == PaperKind.REPORT:
        to = about.period.plan.steering_agency.name
        what = f"báo cáo kết quả {about.period.words} của {about.agency.name}"
        return f"Trên đây là {what}, kính gửi {to} tổng hợp"
    what = with_variables(about.outline.subject, about.period)
    return (
        f"Trên đây là Kế hoạch {what[:1].lower()}{what[1:]} của {about.agency.name}; yêu"
        " cầu các bộ phận, cá nhân có liên quan tổ chức thực hiện"
    )


def _recipients_of(about: UnitMaterial) -> tuple[str, ...]:
    """Return the lines typed, else the usual ones."""
    typed = [line.strip() for line in about.draft.recipients.splitlines()]
    return tuple(line for line in typed if line) or usual_recipients(about)


def usual_recipients(about: UnitMaterial) -> tuple[str, ...]:
    """Return who such a paper goes to."""
    if about.kind == PaperKind.REPORT:
        return ("Như trên", "Lưu: VT")
    steering = about.period.plan.steering_agency.name
    return (f"{steering} (để báo cáo)", "Các bộ phận có liên quan", "Lưu: VT")


def _sections(about: UnitMaterial) -> tuple[ReportSection, ...]:
    found: list[ReportSection] = []
    for part in about.outline.printed():
        title = with_variables(part.title, about.period)
        said = tuple(paragraphs_of(part, about))
        section = ReportSection("", part.level, said, key=part.key, title=title)
        if part.source == DUTIES and about.kind == PaperKind.REPORT:
            section = _with_children(section, list(_results(about)))
        if part.level == 1 or not found:
            found.append(section)
        else:
            children = [*found[-1].children, section]
            found[-1] = _with_children(found[-1], children)
    return tuple(found)


def _with_children(
    section: ReportSection, children: list[ReportSection]
) -> ReportSection:
    return ReportSection(
        "",
        section.level,
        section.paragraphs,
        tuple(children),
        key=section.key,
        title=section.title,
    )


def paragraphs_of(part: UnitPart, about: UnitMaterial) -> Iterator[str]:
    """Yield the words of a part, marked while nobody has written or confirmed them."""
    if part.source == DUTIES:
        yield from _pointers(about)
    if part.source != WORDS:
        return
    typed = about.draft.words.get(part.key)
    text = typed or start_of(part.key, about)
    if typed is None and GAP.sub("", text).strip():
        yield UNCONFIRMED
    yield from one_quotes(text).splitlines()


def _pointers(about: UnitMaterial) -> Iterator[str]:
    """Say where the rest of the duties' part stands."""
    if about.kind == PaperKind.PLAN:
        yield (
            "Nội dung công việc, người thực hiện, thời gian và sản phẩm tại Phụ lục kèm"
            " theo."
        )
    elif about.kind == PaperKind.INSPECTION:
        yield (
            "Kiểm tra việc thực hiện các nội dung được giao, trọng tâm tại Phụ lục kèm"
            " theo."
        )
    elif any(figures for _, figures in about.figures()):
        yield "Số liệu cụ thể tại Phụ lục kèm theo."
    if not about.items:
        yield "Không có nội dung phải báo cáo trong kỳ."


def _results(about: UnitMaterial) -> Iterator[ReportSection]:
    for item in about.items:
        said = tuple(one_quotes(text) for text in result_of(item, about))
        yield ReportSection("", 2, said, title=one_quotes(item.title))


def result_of(item: Item, about: UnitMaterial) -> Iterator[str]:
    """Yield what the letter says of a duty: result, answers, documents."""
    told = [sentence(entry.text) for entry in item.telling]
    yield from told or [_untold(item, about)]
    answers = [
        statement(figure.label, yes=value.flag)
        for figure in (row.figure for row in item.asked)
        if (value := about.values.get(figure.pk)) and value.flag is not None
    ]
    if answers:
        yield " ".join(answers)
    texts = [
        f"{row.figure.label.rstrip('?: ')}: {sentence(value.text)}"
        for row in item.asked
        if row.figure.type == Figure.Type.TEXT
        and (value := about.values.get(row.figure_id))
        and value.text
    ]
    yield from texts
    papers = [
        citation(each, about.agency.name) for each in item.documents if each.number
    ]
    if papers:
        yield f"Văn bản liên quan: {joined(papers)}."


def _untold(item: Item, about: UnitMaterial) -> str:
    """Return what stands where no result is told: the agency's own word, and a gap."""
    if item.is_nothing:
        return "Trong kỳ không phát sinh nội dung này."
    gap = f"[Bổ sung kết quả đến ngày {format_date(about.as_of)}.]"
    if item.duty.progress == Progress.IN_PROGRESS:
        return f"Đơn vị đang triển khai thực hiện. {gap}"
    return gap
