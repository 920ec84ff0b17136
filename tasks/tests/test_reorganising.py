"""A merger carries open work and loses nothing."""

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.models import Agency, Reorganisation, Succession
from agencies.tests.factories import make_agency, make_user
from tasks.models import LIVE, Duty, EntryLink, EvidenceLink, ProgressEntry
from tasks.services.evidence import attach_evidence
from tasks.services.progress import log_progress
from tasks.services.reorganising import NeedsDecision, carry_duties
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_period,
    make_plan,
    make_task,
)

SERIAL = count(1)
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


def merge(*old: Agency, new: Agency | None, kind: str = "merge") -> Reorganisation:
    event = Reorganisation.objects.create(
        name="Sáp nhập",
        legal_basis=f"NQ {next(SERIAL)}",
        effective_on=date(2026, 6, 1),
    )
    for agency in old:
        Succession.objects.create(
            event=event, predecessor=agency, successor=new, kind=kind
        )
    return event


def world() -> tuple[Agency, Agency, Agency]:
    names = ("Xã A", "Xã B", "Xã C")
    return tuple(make_agency(n, kind="cap-xa") for n in names)  # type: ignore[return-value]


def log(duty: Duty, text: str) -> ProgressEntry:
    author = make_user("officer", duty.agency)
    return log_progress(
        duties=[duty], author=author, done_on=TODAY, text=text, progress="in_progress",
        nothing_to_report=False, answers={}, version=None, today=TODAY, now=NOW,
    )  # fmt: skip


def test_two_agencies_with_open_work_and_a_once_duty_are_joined() -> None:
    a, b, c = world()
    plan = make_plan()
    early, late = make_period(plan, 2025), make_period(plan, 2026)
    task = make_task(plan, "III.2.a", schedule="ongoing")
    own_plan = make_task(plan, "IV.11.1", schedule="once")
    first, second = make_duty(task, a, late), make_duty(task, b, late)
    once_a = make_duty(own_plan, a, early, due_on=None, original_due_on=None)
    make_duty(own_plan, b, late, due_on=None, original_due_on=None)
    entries = [log(first, "Việc của A"), log(second, "Việc của B")]
    author = make_user("officer", a)
    proof = attach_evidence(
        duties=[first], actor=author, number="1/BC", issued_on=TODAY, issuer="A",
        subject="Báo cáo", today=TODAY, now=NOW,
    )  # fmt: skip

    done = carry_duties(event=merge(a, b, new=c), actor=None, today=TODAY, now=NOW)

    assert (done.before, done.kept, done.transferred, done.ended) == (4, 0, 4, 0)
    joined = Duty.objects.get(task=task, agency=c)
    assert joined.period == late
    assert set(joined.entries.all()) == set(entries)
    assert [e.agency for e in joined.entries.order_by("pk")] == [a, b]
    assert list(joined.evidence.all()) == [proof]
    first.refresh_from_db()
    assert (first.state, first.carried_to) == ("transferred", joined)
    live = Duty.objects.live().filter(task=own_plan)
    assert [duty.agency for duty in live] == [c]
    once_a.refresh_from_db()
    assert once_a.carried_to == live.get()


def test_what_was_accepted_stays_with_the_old_agency() -> None:
    a, b, c = world()
    plan = make_plan()
    period, task = make_period(plan), make_task(plan)
    accepted = make_duty(
        task, a, period, state="accepted", first_sent_on=TODAY, accepted_on=TODAY
    )
    waiting = make_duty(task, b, period)
    done = carry_duties(event=merge(a, b, new=c), actor=None, today=TODAY, now=NOW)
    assert (done.kept, done.transferred) == (1, 1)
    accepted.refresh_from_db()
    assert (accepted.state, accepted.agency) == ("accepted", a)
    waiting.refresh_from_db()
    assert waiting.carried_to is not None
    assert waiting.carried_to.agency == c


def test_a_dissolved_agency_without_successor_ends_with_a_reason() -> None:
    a, *_ = world()
    plan = make_plan()
    duty = make_duty(make_task(plan), a, make_period(plan))
    event = merge(a, new=None, kind="dissolve")
    assert carry_duties(event=event, actor=None, today=TODAY, now=NOW).ended == 1
    duty.refresh_from_db()
    assert (duty.state, duty.reason) == (
        "ended",
        f"Đơn vị giải thể theo {event.legal_basis}",
    )


def test_a_split_with_open_work_asks_a_person() -> None:
    a, b, _ = world()
    plan = make_plan()
    make_duty(make_task(plan), a, make_period(plan))
    with pytest.raises(NeedsDecision):
        carry_duties(
            event=merge(a, new=b, kind="split"), actor=None, today=TODAY, now=NOW
        )


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    states=st.lists(
        st.tuples(
            st.sampled_from(["open", "prepared", "submitted", "accepted", "none"]),
            st.sampled_from(["open", "submitted", "accepted", "none"]),
            st.sampled_from(["open", "accepted", "none"]),
            st.sampled_from(["ongoing", "once"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_duties_are_conserved(db: None, states: list[tuple[str, ...]]) -> None:
    a, b, c = world()
    plan = make_plan()
    period = make_period(plan)
    for *per_agency, schedule in states:
        task = make_task(plan, schedule=schedule)
        for agency, state in zip((a, b, c), per_agency, strict=True):
            if state == "none":
                continue
            sent = TODAY if state in {"submitted", "accepted"} else None
            met = TODAY if state == "accepted" else None
            make_duty(
                task, agency, period, state=state, first_sent_on=sent, accepted_on=met
            )
    old = Duty.objects.filter(agency__in=[a, b])
    before = old.filter(state__in=LIVE).count()
    links = (EntryLink.objects.count(), EvidenceLink.objects.count())
    done = carry_duties(event=merge(a, b, new=c), actor=None, today=TODAY, now=NOW)
    assert done.before == before == done.kept + done.transferred + done.ended
    assert old.count() == before
    assert old.filter(state="transferred").count() == done.transferred
    assert (EntryLink.objects.count(), EvidenceLink.objects.count()) == links
    for duty in old.filter(state="transferred"):
        assert duty.carried_to is not None
        assert duty.carried_to.agency == c
