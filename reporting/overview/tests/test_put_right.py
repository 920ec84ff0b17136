"""Papers speak with the newest version of what agencies said (rule 17)."""

from datetime import timedelta

import pytest

from agencies.tests.factories import make_agency, make_user
from reporting.counting.excerpts import entries_to_quote
from reporting.models import PaperKind, UnitDraft
from reporting.overview.province import entry_sheet
from reporting.unit_papers.material import read_material
from tasks.duties.past_words import words_on
from tasks.models import Duty
from tasks.tests.factories import NOW, TODAY, make_duty
from tasks.work.correcting_entries import correct_entry, withdraw_entry
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
OLD, NEW = "Đã tổ chức 5 cuộc họp dân.", "Đã tổ chức 15 cuộc họp dân."


@pytest.fixture
def duty():
    return make_duty(agency=make_agency("UBND xã Hòa Bình", kind="cap-xa"))


@pytest.fixture
def officer(duty):
    return make_user("officer", duty.agency)


def log(duty, author, now=NOW, text=OLD):
    return log_progress(
        duties=[duty], author=author, done_on=TODAY, text=text, progress="done",
        today=TODAY, now=now,
    )  # fmt: skip


def correct(entry, duty, actor):
    return correct_entry(
        entry=entry, duty=duty, done_on=TODAY, text=NEW, progress="done",
        reason="Gõ thiếu số 1", actor=actor, today=TODAY, now=LATER,
    )  # fmt: skip


def letter(duty, draft=None):
    """Return what the agency's letter tells of its work."""
    about = read_material(
        kind=PaperKind.REPORT, agency=duty.agency, period=duty.period, today=TODAY,
        draft=draft,
    )  # fmt: skip
    return [entry.text for item in about.items for entry in item.telling]


def test_letter_quotes_and_exports_use_the_new_version(duty, officer):
    correct(log(duty, officer), duty, officer)
    assert letter(duty) == [NEW]
    head = make_user("head", duty.agency)
    submit_duty(duty=duty, actor=head, today=TODAY, now=LATER)
    quotes = entries_to_quote(duty.period, duty.task.code)
    assert [each.text for each in quotes] == [NEW]
    spoken = words_on(duty.period.plan_id, duty.period.words_day())
    lines = list(entry_sheet(duty.period, Duty.objects.all(), "", spoken).rows)
    assert [line[-1] for line in lines] == [NEW]


def test_what_was_withdrawn_is_in_no_letter(duty, officer):
    entry = log(duty, officer)
    withdraw_entry(entry=entry, duty=duty, actor=officer, today=TODAY, now=LATER)
    assert letter(duty) == []


def test_a_quote_leaves_out_what_was_withdrawn_or_corrected(duty, officer):
    kept = log(duty, officer, text="Đã họp tổng kết.")
    gone = log(duty, officer, now=NOW + timedelta(minutes=1))
    withdraw_entry(entry=gone, duty=duty, actor=officer, today=TODAY, now=LATER)
    head = make_user("head", duty.agency)
    submit_duty(duty=duty, actor=head, today=TODAY, now=LATER)

    def quoted():
        quotes = entries_to_quote(duty.period, duty.task.code)
        return [each.text for each in quotes]

    assert quoted() == ["Đã họp tổng kết."]
    correct(kept, duty, officer)
    assert quoted() == [NEW]


def test_what_was_ticked_for_the_letter_stays_ticked(duty, officer):
    first = log(duty, officer)
    log(duty, officer, now=NOW + timedelta(minutes=1), text="Đã họp tổng kết.")
    correct(first, duty, officer)
    draft = UnitDraft(kind=PaperKind.REPORT, chosen={str(duty.pk): [first.pk]})
    assert letter(duty, draft) == [NEW]
