"""What was signed, sent or issued names who steered the plan on its day, whoever does now."""

from datetime import date

import pytest

from reporting.dossiers.year_rows import folders_of
from reporting.letters.building import letter_facts
from reporting.models import YearlyReport
from reporting.overview.results import agency_sheet
from reporting.tests.scenes import period_of
from reporting.yearly.freezing import facts_for, issue
from reporting.yearly.tests.freezing import AFTER, frozen, head, scene
from reporting.yearly.tests.signing import complete, hand_in_newest
from tasks.duties.tests.handing_on import handed_on
from tasks.evidence.tests import files
from tasks.models import UrgingLetter
from tasks.official_letters.tests import letters
from tasks.tests.factories import NOW

__all__ = ["head", "scene"]
pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 1, 1)
LATER = date(2027, 3, 1)


def again(period):
    """Return the period with its plan as they stand now."""
    rows = type(period).objects.select_related("plan__steering_agency")
    return rows.get(pk=period.pk)


@pytest.fixture(autouse=True)
def _kept(settings, tmp_path):
    files.kept_in(settings, tmp_path)


def test_a_letter_that_was_sent_keeps_its_head(clock):
    clock.at(letters.NOW)
    scene = letters.Scene()
    sent, drafted = scene.send(scene.draft()), scene.draft()
    plan = scene.plan
    before = plan.steering_agency.name
    heir = handed_on(plan, NEXT_YEAR)
    heads = {
        each.pk: letter_facts(UrgingLetter.objects.get(pk=each.pk), LATER).head
        for each in (sent, drafted)
    }
    assert heads[sent.pk].body == before
    assert heads[drafted.pk].body == heir.name


@pytest.fixture
def issued(scene, head):
    period = period_of(scene)
    complete(period)
    frozen(scene, head)
    YearlyReport.objects.update(number="05/BC-SNV", issued_on=AFTER)
    hand_in_newest(period, head, AFTER)
    issue(period=period, actor=head, upload=files.upload(), today=AFTER)
    UrgingLetter.objects.create(
        period=period, purpose="urge", issuer="so", about="Đôn đốc", text="Gửi gấp",
        number="7/SNV", signed_on=AFTER, created_by=head, created_at=NOW, sent_at=NOW,
        sent_by=head,
    )  # fmt: skip
    return period


def test_the_archive_names_who_made_each_paper(issued):
    before = str(issued.plan.steering_agency)
    handed_on(issued.plan, NEXT_YEAR)
    folders = folders_of(again(issued))
    assert before in folders[0].title
    authors = {sheet.author.split("\n")[0] for each in folders for sheet in each.sheets}
    assert authors == {before}


def test_an_issued_report_keeps_place_and_capacity_of_its_day(issued, scene):
    report = YearlyReport.objects.get()
    YearlyReport.objects.update(signer_capacity="", place="")
    before = facts_for(period=period_of(scene), today=AFTER)
    heir = handed_on(issued.plan, NEXT_YEAR)
    heir.kind = "cap-xa"
    heir.save()
    report.period.plan.__class__.objects.update(place="Nơi khác")
    after = facts_for(period=again(issued), today=LATER)
    assert after.signature.capacity == before.signature.capacity
    assert after.head.place == before.head.place


def test_the_sheet_of_a_closed_period_goes_to_who_steered_then(issued):
    agency = issued.duties.first().agency
    before = issued.plan.steering_agency.name
    handed_on(issued.plan, NEXT_YEAR)
    sheet = agency_sheet(agency=agency, period=again(issued), today=LATER)
    assert sheet.steering == before
