"""The Committee's report to the ministry and its slip, from the yearly report's facts.

What nobody wrote is written by rule. Figures inside texts are marks («[[khóa]]») that
only the facts fill, so that they cannot drift from the report.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace

from agencies.models.heads import title_of
from kehoach.lib.dates import format_date, long_date
from kehoach.lib.numbers import count_word
from kehoach.lib.text import small
from reporting.facts import report as f
from reporting.facts.figure_marks import figure_words, with_figures
from reporting.facts.slip import SlipFacts
from reporting.models import CommitteeReport, YearlyReport
from reporting.outline import bodies, wording
from reporting.outline.parts import numbered
from reporting.yearly.sentences import lines
from tasks.duties.plan_then import plan_on

SYMBOL = "BC-UBND"
#: The section whose words differ: the Committee recommends to the ministry. Facts that
#: were frozen before sections had keys are told by their heading.
RECOMMENDATIONS, _HEADING = "kien-nghi", "KIẾN NGHỊ"
NONE = "Không có."
#: Key → which counts are added up over the tasks.
TOTALS = {"phai-thuc-hien": "owed", "da-bao-cao": "reported", "hoan-thanh": "done"}


def marks_of(found: f.YearlyFacts) -> dict[str, str]:
    """Return key → how the figure reads: those of the report, and totals of tasks."""
    words = figure_words(found)
    for key, field in TOTALS.items():
        total = sum(getattr(task, field) for task in found.tasks)
        words[f"nhiem-vu/tong/{key}"] = count_word(total)
    return words


def proposed(yearly: YearlyReport, found: f.YearlyFacts | None) -> dict[str, str]:
    """Return field → what the rules write into it."""
    plan = yearly.period.plan
    committee, ministry = bodies.committee_of(plan), wording.ministry_of(plan)
    steering = bodies.body_of(plan.steering_agency)
    subject = small(wording.subject_of(yearly.period))
    return {
        "place": bodies.place_of_plan(plan),
        "signer_capacity": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
        "recipients": (
            "Như trên\nThường trực Tỉnh ủy\nThường trực HĐND tỉnh"
            f"\nChủ tịch, các PCT UBND tỉnh\n{steering}\nLưu: VT."
        ),
        "opening": _opening(yearly, subject),
        "slip_matter": (
            f"Ban hành Báo cáo của {committee} gửi {ministry} về {subject}."
        ),
        "slip_basis": "\n".join(_basis(yearly)),
        "slip_summary": "\n".join(_summary(found)) if found else "",
        "slip_proposal": (
            f"{steering} kính trình {committee} xem xét, ký ban hành Báo cáo"
            f" gửi {ministry} theo dự thảo kèm theo."
        ),
        "slip_signer_capacity": title_of(plan.steering_agency),
        "slip_recipients": f"Như trên\nLưu: {plan.filed_at}.",
    }


def _opening(yearly: YearlyReport, subject: str) -> str:
    period, plan = yearly.period, yearly.period.plan
    return (
        f"Thực hiện {'; '.join(wording.cited_basis(plan))}, {bodies.committee_of(plan)}"
        f" báo cáo {wording.ministry_of(plan)} {subject}"
        f" (kỳ số liệu từ ngày {format_date(period.data_from)} đến ngày"
        f" {format_date(period.data_to)}) như sau:"
    )


def _basis(yearly: YearlyReport) -> list[str]:
    return [*wording.cited_basis(yearly.period.plan), own_report(yearly)]


def own_report(yearly: YearlyReport) -> str:
    """Return how the steering agency's own report is cited."""
    steering = plan_on(yearly.period.plan, yearly.issued_on).steering_agency
    number = yearly.number or f"…/BC-{bodies.symbol_of(steering)}"
    day = long_date(yearly.issued_on) if yearly.issued_on else "ngày … tháng … năm …"
    return (
        f"Báo cáo số {number} {day} của {steering.name} về"
        f" {small(wording.subject_of(yearly.period))}"
    )


def _summary(found: f.YearlyFacts) -> list[str]:
    """Return the summary with marks in the place of figures."""
    rates = [
        f"{measure.name}: đạt [[{_key(target, measure, 'ty-le')}]]"
        f" ([[{_key(target, measure, 'tu-so')}]]/[[{_key(target, measure, 'mau-so')}]]"
        f" {measure.unit}; [[{_key(target, measure, 'chua-bao-cao')}]] chưa báo cáo)."
        for target in found.targets
        for measure in target.measures
        if measure.kind != "count"
    ]
    head = (
        f"Dự thảo Báo cáo gồm {count_word(len(found.sections))} phần và các phụ lục;"
        f" số liệu chốt đến ngày {format_date(found.data_day)}."
    )
    tasks = (
        f"Về {count_word(len(found.tasks))} nhiệm vụ của Kế hoạch: các đơn vị phải báo"
        " cáo [[nhiem-vu/tong/phai-thuc-hien]] lượt nhiệm vụ, đã báo cáo"
        " [[nhiem-vu/tong/da-bao-cao]] lượt, trong đó đã thực hiện và được tiếp nhận"
        " [[nhiem-vu/tong/hoan-thanh]] lượt;"
        " [[don-vi/chua-bao-cao-hoac-cham]] đơn vị chưa báo cáo hoặc báo cáo chậm."
    )
    return [head, *rates, tasks]


def _key(target: f.TargetFact, measure: f.MeasureFact, column: str) -> str:
    return f"muc-tieu/{target.code}/{measure.code}/{column}"


def with_proposed(
    paper: CommitteeReport, found: f.YearlyFacts | None
) -> CommitteeReport:
    """Return a copy of the paper with its empty words filled; nothing is stored."""
    written = copy(paper)
    for name, words in proposed(paper.report, found).items():
        setattr(written, name, getattr(paper, name) or words)
    return written


def without_proposed(
    values: Mapping[str, object], words: Mapping[str, str]
) -> dict[str, object]:
    """Return the values to store: words left as proposed stay empty, so that they go
    on following the facts.
    """
    kept = {}
    for name, value in values.items():
        same = isinstance(value, str) and _plain(value) == _plain(words.get(name, ""))
        kept[name] = "" if same and name in words else value
    return kept


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def committee_facts(paper: CommitteeReport, found: f.YearlyFacts) -> f.YearlyFacts:
    """Return the Committee's report: the same figures under its own head."""
    plan = paper.report.period.plan
    head = f.DocumentHead(
        parent_body="",
        body=bodies.committee_of(plan),
        number=paper.number,
        symbol=SYMBOL,
        place=paper.place,
        day=paper.issued_on,
    )
    words = marks_of(found)
    return replace(
        found,
        head=head,
        addressees=(wording.ministry_of(plan),),
        opening=_written(paper.opening, words),
        sections=_recommending(
            found.sections, _written(paper.recommendations, words) or (NONE,)
        ),
        recipients=typed_recipients(paper.recipients),
        signature=signature_of(paper.signer_capacity, paper.signer_name),
    )


def _recommending(
    sections: Iterable[f.ReportSection], texts: tuple[str, ...]
) -> tuple[f.ReportSection, ...]:
    """Put the Committee's recommendations where the steering agency's stood: those were to itself; at
    the end if the steering agency's outline has no such section.
    """
    found = [
        replace(section, paragraphs=texts, children=())
        if _is_recommending(section)
        else section
        for section in sections
    ]
    if not any(map(_is_recommending, found)):
        title = "Kiến nghị, đề xuất"
        last = f.ReportSection("", 1, texts, key=RECOMMENDATIONS, title=title)
        found.append(last)
    return numbered(found)


def _is_recommending(section: f.ReportSection) -> bool:
    if section.key:
        return section.key == RECOMMENDATIONS
    return _HEADING in section.heading.upper()


def typed_recipients(text: str) -> tuple[str, ...]:
    """Return the recipients without the signs that a person may have typed."""
    return tuple(line.lstrip("- ").rstrip(";.") for line in lines(text))


def signature_of(capacity: str, name: str) -> f.Signature:
    """Return capacity and name as they are printed."""
    return f.Signature(tuple(lines(capacity)), name)


def slip_facts(paper: CommitteeReport, found: f.YearlyFacts) -> SlipFacts:
    """Return the slip with which the steering agency submits the report; figures are filled in."""
    yearly, words = paper.report, marks_of(found)
    plan, agency = yearly.period.plan, yearly.period.plan.steering_agency
    committee = bodies.committee_of(plan)
    return SlipFacts(
        head=f.DocumentHead(
            parent_body=committee,
            body=bodies.body_of(agency),
            number=paper.slip_number,
            symbol=f"PTr-{bodies.symbol_of(agency)}",
            place=paper.place,
            day=paper.slip_on,
        ),
        subject=f"Về việc ban hành Báo cáo {small(wording.subject_of(yearly.period))}",
        addressees=(f"Chủ tịch {committee}",),
        matter=_written(paper.slip_matter, words),
        basis=_written(paper.slip_basis, words),
        summary=_written(paper.slip_summary, words),
        proposal=_written(paper.slip_proposal, words),
        enclosures=(
            f"Dự thảo Báo cáo của {committee} gửi {wording.ministry_of(plan)}",
            own_report(yearly),
        ),
        recipients=typed_recipients(paper.slip_recipients),
        signature=signature_of(paper.slip_signer_capacity, paper.slip_signer_name),
        office_opinion=paper.office_opinion,
        leader_opinion=paper.leader_opinion,
    )


def _written(text: str, words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(with_figures(line, words) for line in lines(text))
