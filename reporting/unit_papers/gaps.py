"""What is missing before a paper can be signed, listed before the file is made."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from kehoach.lib.dates import format_date
from kehoach.lib.numbers import count_word
from kehoach.lib.text import small
from reporting.facts.typed_words import GAP
from reporting.models import PaperKind
from reporting.unit_papers.annexes import work_of
from reporting.unit_papers.material import Item, UnitMaterial
from reporting.unit_papers.outline import with_variables
from reporting.unit_papers.shipped import WORDS
from reporting.unit_papers.signing import is_guessed
from reporting.unit_papers.starts import start_of


class UnitGap(NamedTuple):
    """What is missing, in words, under a heading, and the page or place that takes it."""

    group: str
    words: str
    url: str = ""


PAPER, WORDING, _RESULTS = "Văn bản", "Lời văn", "Kết quả từng nội dung"
_FIGURES, WORK, _SIGNER = "Số liệu", "Phân công", "Người ký"


def unit_gaps_of(about: UnitMaterial) -> list[UnitGap]:
    """Return what is missing, in the order of the paper."""
    found = [*_head(about), *_words(about)]
    if about.kind == PaperKind.REPORT:
        found += [gap for item in about.items for gap in _duty(item, about)]
        found += _figures(about)
    else:
        found += _work(about)
    return [*found, *_signing(about)]


def _head(about: UnitMaterial) -> Iterator[UnitGap]:
    plan, period = about.period.plan, about.period
    if not plan.is_signed:
        yield UnitGap(
            PAPER,
            f"Chưa có số, ngày của {plan.short_title}: {plan.steering_agency.name} nhập",
        )
    if about.kind == PaperKind.REPORT and not about.is_over():
        day = format_date(period.data_to)
        yield UnitGap(PAPER, f"Kỳ số liệu chưa kết thúc (đến ngày {day})")
    if not about.sent and is_guessed(about.agency):
        yield UnitGap(
            PAPER, "Cơ quan chưa có ký hiệu văn bản: kiểm tra ký hiệu ở chỗ Số"
        )


def _words(about: UnitMaterial) -> Iterator[UnitGap]:
    for part in about.outline.printed():
        if part.source != WORDS:
            continue
        title = with_variables(part.title, about.period)
        typed = about.draft.words.get(part.key)
        place = f"#muc-{part.key}"
        if GAP.search(typed or start_of(part.key, about)):
            yield UnitGap(WORDING, f"Chưa viết mục {title}", place)
        elif typed is None:
            yield UnitGap(WORDING, f"Chưa xác nhận lời gợi ý của mục {title}", place)


def _duty(item: Item, about: UnitMaterial) -> Iterator[UnitGap]:
    url = reverse("tasks:duty", args=[item.duty.pk])
    if not item.telling and not item.is_nothing:
        why = "mới nêu dự kiến, chưa có kết quả" if item.entries else "chưa có kết quả"
        if item.chosen is not None and item.entries:
            why = "chưa chọn nội dung nào để đưa vào"
        yield UnitGap(_RESULTS, f"{item.title}: {why}", url)
    if item.newer:
        many = count_word(item.newer)
        place = f"#nv-{item.duty.pk}"
        yield UnitGap(
            _RESULTS, f"{item.title}: có {many} nội dung mới hơn lựa chọn", place
        )
    wants_proof = item.duty.task.evidence_required and not item.is_nothing
    if wants_proof and not item.documents:
        yield UnitGap(_RESULTS, f"{item.title}: chưa có văn bản, minh chứng", url)
    unnumbered = sum(not each.number for each in item.documents)
    if unnumbered:
        many = count_word(unnumbered)
        yield UnitGap(
            _RESULTS,
            f"{item.title}: {many} tệp không có số văn bản, không đưa vào",
            url,
        )


def _figures(about: UnitMaterial) -> Iterator[UnitGap]:
    empty = 0
    required = {
        row.figure_id for item in about.items for row in item.asked if row.required
    }
    for item, figures in about.figures():
        without = [figure for figure in figures if figure.pk not in about.values]
        wanted = [figure for figure in without if figure.pk in required]
        empty += len(without) - len(wanted)
        if wanted and not item.is_nothing:
            labels = "; ".join(small(figure.label.rstrip("?")) for figure in wanted)
            url = reverse("tasks:duty", args=[item.duty.pk])
            yield UnitGap(_FIGURES, f"{item.title}: chưa có {labels}", url)
    if empty:
        many = count_word(empty)
        yield UnitGap(_FIGURES, f"{many} số liệu không bắt buộc để trống, in dấu “–”")


def _work(about: UnitMaterial) -> Iterator[UnitGap]:
    words = {
        "who": "ai thực hiện" if about.kind == PaperKind.PLAN else "nơi được kiểm tra",
        "when": "thời gian",
        "product": "sản phẩm" if about.kind == PaperKind.PLAN else "hồ sơ, tài liệu",
    }
    for item in about.items:
        said = work_of(item, about)
        without = [words[name] for name, cell in said.items() if not cell]
        if without:
            place = f"#nv-{item.duty.pk}"
            yield UnitGap(WORK, f"{item.title}: chưa ghi {', '.join(without)}", place)


def _signing(about: UnitMaterial) -> Iterator[UnitGap]:
    if about.signer is None:
        yield UnitGap(
            _SIGNER, "Chưa có thủ trưởng, cấp phó nào để chọn người ký", "#nguoi-ky"
        )
    elif not about.rank:
        name = about.signer.full_name
        words = f"Chưa rõ {name} ký với tư cách người đứng đầu hay cấp phó"
        yield UnitGap(_SIGNER, words, "#nguoi-ky")
