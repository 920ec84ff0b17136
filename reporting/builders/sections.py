"""The outline of domain §5.1, filled: numbered headings and their paragraphs."""

from collections.abc import Iterable
from decimal import Decimal

from kehoach.lib.numbers import point_letter
from reporting.builders import outline
from reporting.builders.lateness import Behind
from reporting.builders.outline import Clause, Heading
from reporting.builders.sentences import counted, lines, paragraphs, percent
from reporting.builders.sums import Sums
from reporting.builders.tasks import TaskCount
from reporting.builders.wording import DRAFT, next_words
from reporting.facts import ReportSection
from reporting.models import YearlyReport

#: The list of agencies that have not reported stands after annexes I–VIII.
MISSING_ANNEX = "Phụ lục IX"


def sections_of(
    report: YearlyReport,
    tasks: list[TaskCount],
    behind: list[Behind],
    sums: Sums,
    scope_note: str,
) -> tuple[ReportSection, ...]:
    """Return the five parts of the report."""
    ahead = next_words(report.period).upper()
    return (
        ReportSection(
            "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TỔ CHỨC TRIỂN KHAI",
            1,
            children=_direction(tasks, sums),
        ),
        ReportSection(
            "II. KẾT QUẢ THỰC HIỆN",
            1,
            children=_results(tasks, behind, sums, scope_note),
        ),
        ReportSection("III. ĐÁNH GIÁ CHUNG", 1, children=_assessment(report)),
        ReportSection(
            f"IV. PHƯƠNG HƯỚNG, NHIỆM VỤ {ahead}", 1, _written(report.direction)
        ),
        ReportSection("V. KIẾN NGHỊ, ĐỀ XUẤT", 1, _written(report.recommendations)),
    )


def _written(text: str) -> tuple[str, ...]:
    return tuple(lines(text)) or (DRAFT,)


def _items(
    headings: Iterable[Heading], sums: Sums, *, first: int = 1
) -> list[ReportSection]:
    return [
        ReportSection(
            f"{number}. {item.title}", 2, tuple(paragraphs(item.clauses, sums))
        )
        for number, item in enumerate(headings, first)
    ]


def _points(headings: Iterable[Heading], sums: Sums) -> tuple[ReportSection, ...]:
    return tuple(
        ReportSection(
            f"{point_letter(position)}) {item.title}",
            3,
            tuple(paragraphs(item.clauses, sums)),
        )
        for position, item in enumerate(headings, 1)
    )


def _item(title: str, clauses: Iterable[Clause], sums: Sums) -> ReportSection:
    return ReportSection(title, 2, tuple(paragraphs(clauses, sums)))


def _direction(tasks: list[TaskCount], sums: Sums) -> tuple[ReportSection, ...]:
    plans = ReportSection("1. Ban hành văn bản, kế hoạch", 2, (_plans_sentence(tasks),))
    return (plans, *_items(outline.DIRECTION, sums, first=2))


def _plans_sentence(tasks: list[TaskCount]) -> str:
    """Say how many agencies have their own plan (IV.10.2 and IV.11.1)."""
    own = [count for count in tasks if count.task.code in ("IV.10.2", "IV.11.1")]
    owed = sum(count.owed for count in own)
    sent = sum(count.reported for count in own)
    done = sum(count.done for count in own)
    if not owed:
        return "Kỳ này không có đơn vị phải ban hành kế hoạch riêng."
    return (
        f"Trong {counted(owed)} cơ quan, đơn vị, địa phương phải tổ chức quán triệt và"
        f" xây dựng kế hoạch cụ thể, {counted(sent)} đơn vị đã báo cáo, trong đó"
        f" {counted(done)} đơn vị đã thực hiện;"
        f" {counted(owed - sent)} đơn vị chưa báo cáo."
    )


def _results(
    tasks: list[TaskCount], behind: list[Behind], sums: Sums, scope_note: str
) -> tuple[ReportSection, ...]:
    return (
        ReportSection(
            "1. Thực hiện dân chủ ở xã, phường, đặc khu",
            2,
            children=_points(outline.COMMUNE_POINTS, sums),
        ),
        _item(
            "2. Thực hiện dân chủ trong cơ quan nhà nước, đơn vị sự nghiệp công lập",
            outline.STATE_CLAUSES,
            sums,
        ),
        _item(
            "3. Thực hiện dân chủ trong doanh nghiệp nhà nước, tổ chức có sử dụng"
            " lao động",
            outline.ENTERPRISE_CLAUSES,
            sums,
        ),
        _plan_results(tasks, behind, scope_note),
        _item("5. Ứng dụng công nghệ thông tin", outline.TECHNOLOGY, sums),
        _item("6. Biểu dương, khen thưởng; xử lý vi phạm", outline.PRAISE, sums),
    )


def _plan_results(
    tasks: list[TaskCount], behind: list[Behind], scope_note: str
) -> ReportSection:
    own = [count for count in tasks if not count.task.is_responsibility]
    duties = [count for count in tasks if count.task.is_responsibility]
    return ReportSection(
        "4. Kết quả thực hiện Kế hoạch triển khai Nghị quyết số 15/2024/NQ-HĐND",
        2,
        children=(
            ReportSection(
                "a) Kết quả thực hiện 07 mục tiêu",
                3,
                (f"{scope_note} Kết quả cụ thể như sau:",),
                shows_targets=True,
            ),
            ReportSection(
                f"b) Kết quả thực hiện {counted(len(own))} nhiệm vụ",
                3,
                (_tasks_sentence(own, "Phụ lục I"), _behind_sentence(behind)),
            ),
            ReportSection(
                f"c) Kết quả thực hiện {counted(len(duties))} nội dung trách nhiệm"
                " tại phần IV của Kế hoạch",
                3,
                (_tasks_sentence(duties, "Phụ lục I"),),
            ),
        ),
    )


def _tasks_sentence(counts: list[TaskCount], annex: str) -> str:
    owed = sum(count.owed for count in counts)
    sent = sum(count.reported for count in counts)
    done = sum(count.done for count in counts)
    text = (
        f"Tổng số {counted(owed)} lượt nhiệm vụ của các đơn vị phải báo cáo;"
        f" đã báo cáo {counted(sent)} lượt"
    )
    if owed:
        text += f" (đạt {percent(Decimal(sent) / owed)})"
    text += f", trong đó đã thực hiện và được tiếp nhận {counted(done)} lượt ({annex})"
    requested = sum(count.requested for count in counts)
    if requested:
        text += (
            f". Ngoài ra, đã đề nghị phối hợp thực hiện {counted(requested)} nội dung"
            " (không tính vào số phải báo cáo)"
        )
    return f"{text}."


def _behind_sentence(behind: list[Behind]) -> str:
    if not behind:
        return "Các đơn vị đã báo cáo đầy đủ, đúng hạn."
    silent = sum(unit.unsent == unit.owed for unit in behind)
    partly = sum(0 < unit.unsent < unit.owed for unit in behind)
    late = len(behind) - silent - partly
    words = (
        (silent, "đơn vị chưa báo cáo"),
        (partly, "đơn vị báo cáo chưa đủ"),
        (late, "đơn vị báo cáo chậm"),
    )
    parts = [f"{counted(number)} {name}" for number, name in words if number]
    return f"Có {', '.join(parts)} ({MISSING_ANNEX})."


def _assessment(report: YearlyReport) -> tuple[ReportSection, ...]:
    return (
        ReportSection("1. Ưu điểm", 2, _written(report.strengths)),
        ReportSection("2. Tồn tại, hạn chế", 2, _written(report.shortcomings)),
        ReportSection("3. Nguyên nhân", 2, _written(report.causes)),
    )
