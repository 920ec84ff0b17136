"""The whole text of a report of a fixed scene, as it is printed, line by line.

Who means to change a sentence runs this with `KEHOACH_WRITE_GOLDEN=1`, reads the change
of `golden_report.txt` as the one who signs would, and commits it.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from agencies.tests.factories import make_agency, make_user
from reporting.counting.excerpts import quotable
from reporting.files.tests.golden import whole
from reporting.tests.scenes import facts_of, period_of
from reporting.yearly.documents import rendered
from reporting.yearly.examples import pick_example
from reporting.yearly.report_words import WRITTEN, save_words
from tasks.difficulties.handling import raise_difficulty
from tasks.models import EntryLink, Evidence, EvidenceLink, ProgressEntry
from tasks.tests.factories import NOW, TODAY
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
TEXT = Path(__file__).with_name("golden_report.txt")
SENT = {"charged": 10, "must_have": True, "has_rule": True}
#: Name, kind, how many of ten were trained; None: nothing was said.
UNITS = (
    ("Sở Y tế", "so", 10),
    ("UBND phường Nha Trang", "cap-xa", 10),
    ("UBND xã Suối Dầu", "cap-xa", 9),
    ("UBND xã Diên Khánh", "cap-xa", None),
)


@pytest.fixture
def scene():
    found = make_scene()
    plan = found.plan
    plan.number, plan.issued_on = "1234/KH-UBND", date(2025, 12, 1)
    plan.save()
    found.officer = make_user("officer", plan.steering_agency)
    for number, (name, kind, trained) in enumerate(UNITS):
        agency = make_agency(name, kind=kind, sort_key=str(number))
        if trained is None:
            make_unit(found, agency=agency, state="open", progress="not_started",
                      first_sent_on=None, submitted_at=None, accepted_on=None)  # fmt: skip
        else:
            duty = make_unit(found, agency=agency)
            answer(found, duty, trained=trained, **SENT)
            found.duty = duty
    say_more(found)
    return found


def say_more(scene) -> None:
    """Give the last unit a document, a line of diary that is named, a difficulty."""
    duty, by = scene.duty, {"recorded_at": NOW}
    proof = Evidence.objects.create(
        agency=duty.agency, number="12/KH-UBND", issued_on=date(2026, 3, 2),
        issuer=duty.agency.name, subject="Kế hoạch thực hiện dân chủ ở cơ sở năm 2026",
        uploaded_by=scene.clerk, **by,
    )  # fmt: skip
    EvidenceLink.objects.create(evidence=proof, duty=duty, added_by=scene.clerk, **by)
    entry = ProgressEntry(
        agency=duty.agency, period=scene.period, done_on=TODAY, progress="done",
        text="Tổ chức 12 cuộc đối thoại, giải quyết 34 kiến nghị ngay tại chỗ",
        author=scene.clerk, **by,
    )  # fmt: skip
    entry.fill_keys()
    entry.save()
    EntryLink.objects.create(entry=entry, duty=duty)
    pick_example(
        period=period_of(scene), link=quotable(scene.period).get().pk, picked=True,
        actor=scene.officer, today=AFTER, now=NOW,
    )  # fmt: skip
    raise_difficulty(
        agency=duty.agency, period=scene.period, duty=duty,
        text="Kinh phí tập huấn chưa được bố trí riêng.",
        recommendation="Bố trí kinh phí tập huấn trong dự toán năm.",
        actor=make_user("officer", duty.agency), today=TODAY, now=NOW,
    )  # fmt: skip
    words = dict.fromkeys(WRITTEN, "") | {
        "number": "05/BC-SNV", "issued_on": date(2026, 12, 20),
        "signer_capacity": "GIÁM ĐỐC", "signer_name": "Trần Văn Bình",
    }  # fmt: skip
    save_words(
        period=scene.period, values=words, version=0, actor=scene.officer, today=AFTER,
        now=NOW,
    )  # fmt: skip


def test_the_whole_text_of_the_report_is_as_kept(scene) -> None:
    said = whole(rendered(facts_of(scene), "docx"))
    if os.environ.get("KEHOACH_WRITE_GOLDEN"):
        TEXT.write_text(said, "utf-8")
    assert said.splitlines() == TEXT.read_text("utf-8").splitlines()
