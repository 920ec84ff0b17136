"""The facts of a letter that puts the form of an issued report right."""

from agencies.models.heads import title_of
from kehoach.lib.dates import format_date
from kehoach.lib.text import small
from reporting.facts.papers import LetterFacts
from reporting.facts.report import DocumentHead, Signature
from reporting.models import Erratum
from reporting.outline import bodies, wording
from reporting.yearly.putting_right import checked_lines
from tasks.duties.plan_then import plan_on


def erratum_facts(letter: Erratum) -> LetterFacts:
    """Return the letter as it prints."""
    period = letter.period
    plan = plan_on(period.plan, letter.issued_on if letter.is_issued else None)
    steering = plan.steering_agency
    author = bodies.body_of(plan_on(plan, letter.report_on).steering_agency)
    body, committee = bodies.body_of(steering), bodies.committee_of(plan)
    cited = f"Báo cáo số {letter.report_number} ngày {format_date(letter.report_on)}"
    subject = small(wording.subject_of(period))
    points = [
        f"{number}. Tại {where}: đã in “{printed}”, nay đính chính thành “{right}”."
        for number, (where, printed, right) in enumerate(checked_lines(letter.lines), 1)
    ]
    return LetterFacts(
        head=DocumentHead(
            parent_body=committee,
            body=body,
            number=letter.number,
            symbol=bodies.symbol_of(steering),
            place=bodies.place_of_plan(plan),
            day=letter.issued_on,
        ),
        about=f"đính chính {cited}",
        addressees=(committee,),
        paragraphs=(
            f"{author} đã ban hành {cited} về {subject}. Qua rà soát, Báo cáo có sai sót"
            f" về thể thức, kỹ thuật trình bày; {body} đính chính như sau:",
            *points,
            "Các nội dung khác của Báo cáo không thay đổi.",
            f"{body} kính báo cáo {committee} và thông báo để các cơ quan, đơn vị nhận"
            " được Báo cáo nêu trên biết, thực hiện.",
        ),
        recipients=("Như trên", "Các nơi đã nhận Báo cáo", f"Lưu: {plan.filed_at}"),
        signature=Signature(
            tuple((letter.signer_capacity or title_of(steering)).splitlines()),
            letter.signer_name,
        ),
    )
