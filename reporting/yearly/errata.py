"""The facts of a letter that puts the form of an issued report right."""

from kehoach.lib.dates import format_date
from reporting.facts.report import DocumentHead, LetterFacts, Signature
from reporting.models import Erratum
from reporting.outline import wording
from reporting.yearly.putting_right import checked_lines

_COMMITTEE = "Ủy ban nhân dân tỉnh Khánh Hòa"


def erratum_facts(letter: Erratum) -> LetterFacts:
    """Return the letter as it prints."""
    period = letter.period
    steering = period.plan.steering_agency
    body = steering.name.removesuffix(" tỉnh Khánh Hòa")
    cited = f"Báo cáo số {letter.report_number} ngày {format_date(letter.report_on)}"
    subject = f"{wording.SUBJECT.lower()} {period.words}"
    points = [
        f"{number}. Tại {where}: đã in “{printed}”, nay đính chính thành “{right}”."
        for number, (where, printed, right) in enumerate(checked_lines(letter.lines), 1)
    ]
    return LetterFacts(
        head=DocumentHead(
            parent_body=_COMMITTEE,
            body=body,
            number=letter.number,
            symbol=steering.letter_symbol or "SNV",
            place=wording.PLACE,
            day=letter.issued_on,
        ),
        about=f"đính chính {cited}",
        addressees=(_COMMITTEE,),
        paragraphs=(
            f"{body} đã ban hành {cited} về {subject}. Qua rà soát, Báo cáo có sai sót"
            f" về thể thức, kỹ thuật trình bày; {body} đính chính như sau:",
            *points,
            "Các nội dung khác của Báo cáo không thay đổi.",
            f"{body} kính báo cáo {_COMMITTEE} và thông báo để các cơ quan, đơn vị nhận"
            " được Báo cáo nêu trên biết, thực hiện.",
        ),
        recipients=("Như trên", "Các nơi đã nhận Báo cáo", "Lưu: VT, XDCQ"),
        signature=Signature(
            tuple((letter.signer_capacity or "GIÁM ĐỐC").splitlines()),
            letter.signer_name,
        ),
    )
