"""The score of an agency: arithmetic, what counts, who sees it, the right of reply."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from agencies.tests.factories import make_agency, make_user
from reporting.models import AgencyScore, ScoreFormula, ScoreReply
from reporting.scores.jobs import compute_scores_job as job
from reporting.scores.scores import (
    compute_scores,
    is_on,
    publish_formula,
    reply_to_score,
    score_shares,
    switch_scoring,
    verdicts,
)
from reporting.scores.scoring import (
    DEFAULT_WEIGHTS,
    SCORE_PARTS,
    ScoreShare,
    as_stored,
    from_stored,
    score_of,
)
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import Evidence, EvidenceLink
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, make_duty, make_period, make_plan, make_task

TODAY = date(2026, 12, 20)


@st.composite
def share(draw):
    of = draw(st.integers(0, 40))
    return ScoreShare(draw(st.integers(0, of)), of)


all_shares = st.fixed_dictionaries({name: share() for name in SCORE_PARTS})
all_weights = st.fixed_dictionaries({name: st.integers(0, 100) for name in SCORE_PARTS})


@given(all_shares, all_weights)
def test_a_score_lies_between_0_and_100(shares, weights):
    value = score_of(shares, weights)
    assert value is None or 0 <= value <= 100
    applies = any(shares[name].applies and weights[name] for name in SCORE_PARTS)
    assert (value is None) == (not applies)


@given(all_shares, all_weights, st.sampled_from(sorted(SCORE_PARTS)))
def test_doing_more_never_costs_points(shares, weights, name):
    one = shares[name]
    more = shares | {name: ScoreShare(min(one.met + 1, one.of), one.of)}
    before, after = score_of(shares, weights), score_of(more, weights)
    assert before is None or before <= after


@given(all_shares, all_weights, st.sampled_from(sorted(SCORE_PARTS)))
def test_what_does_not_apply_leaves_the_denominator(shares, weights, name):
    without = shares | {name: ScoreShare(0, 0)}
    assert score_of(without, weights) == score_of(shares, weights | {name: 0})


@given(all_shares, all_weights)
def test_a_score_can_be_computed_again_from_what_is_stored(shares, weights):
    again = from_stored(as_stored(shares))
    assert again == shares
    assert score_of(again, weights) == score_of(shares, weights)


def test_all_or_nothing_is_100_or_0():
    full = dict.fromkeys(SCORE_PARTS, ScoreShare(3, 3))
    none = dict.fromkeys(SCORE_PARTS, ScoreShare(0, 3))
    assert score_of(full, DEFAULT_WEIGHTS) == 100
    assert score_of(none, DEFAULT_WEIGHTS) == 0
    half = full | {"complete": ScoreShare(0, 1)}
    assert score_of(half, DEFAULT_WEIGHTS) == Decimal("60.0")


def row(**changes):
    return {
        "agency_id": 1,
        "task__code": "III.1",
        "task__evidence_required": True,
        "due_on": TODAY - timedelta(days=4),
        "first_sent_on": TODAY - timedelta(days=5),
        "standing": "done_on_time",
        "proved": True,
        "freshness": "none",
    } | changes


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, {"on_time": True, "complete": True, "evidence": True}),
        (
            {"first_sent_on": None, "standing": "overdue", "proved": False},
            {"on_time": False, "complete": False},
        ),
        (
            {"first_sent_on": None, "due_on": TODAY, "standing": "due_soon"},
            {},
        ),
        (
            {"standing": "waiting", "proved": False},
            {"on_time": True, "evidence": False},
        ),
        ({"standing": "nothing", "proved": False}, {"on_time": True, "complete": True}),
        (
            {"due_on": None, "first_sent_on": None, "freshness": "ageing"},
            {"freshness": False},
        ),
    ],
)
def test_what_a_duty_counts_for(changes, said):
    assert verdicts(row(**changes), TODAY) == said


def test_shares_name_what_did_not_count():
    rows = [row(), row(task__code="III.2", first_sent_on=TODAY)]
    assert score_shares(rows, TODAY)[1]["on_time"] == ScoreShare(1, 2, ("III.2",))


class Scene:
    """A plan with two agencies, its steering head and an officer."""

    def __init__(self):
        self.steering = make_agency("Sở Nội vụ")
        self.plan = make_plan(self.steering)
        self.period = make_period(self.plan)
        self.head = make_user("head", self.steering)
        self.reviewer = make_user("officer", self.steering)
        self.task = make_task(self.plan, "III.1", evidence_required=True)
        self.duty = make_duty(self.task, make_agency("UBND xã An"), self.period)
        self.own = make_user("officer", self.duty.agency)

    def turn(self, on=True, actor=None):
        switch_scoring(
            plan=self.plan, on=on, actor=actor or self.head, today=TODAY, now=NOW
        )

    def compute(self, day=TODAY):
        return compute_scores(period=self.period, today=day)


@pytest.fixture
def scene(db, clock):
    clock.at(TODAY)
    return Scene()


def test_scoring_is_off_until_the_head_turns_it_on(scene):
    assert not is_on(scene.plan)
    assert scene.compute() == 0
    job()
    assert not AgencyScore.objects.exists()
    with pytest.raises(NotAllowed):
        scene.turn(actor=scene.reviewer)
    scene.turn()
    assert is_on(scene.plan)
    assert scene.compute() == 1
    formula = ScoreFormula.objects.get()
    assert (formula.version, formula.weights) == (1, DEFAULT_WEIGHTS)
    scene.turn(on=False)
    assert scene.compute(TODAY + timedelta(days=1)) == 0
    assert AgencyScore.objects.count() == 1


def test_waived_and_requested_duties_do_not_count(scene):
    scene.turn()
    agency = scene.duty.agency
    for number, fields in enumerate(
        ({"state": "waived", "reason": "Không có thôn"}, {"is_requested": True}), 2
    ):
        task = make_task(scene.plan, f"III.{number}")
        make_duty(task, agency, scene.period, **fields)
    scene.compute()
    kept = AgencyScore.objects.get().inputs
    assert kept["on_time"] == {"met": 0, "of": 1, "missed": ["III.1"]}


def test_evidence_that_is_quarantined_or_taken_off_is_none(scene):
    scene.turn()
    type(scene.duty).objects.filter(pk=scene.duty.pk).update(
        state="submitted", first_sent_on=TODAY, submitted_at=NOW
    )
    proof = Evidence.objects.create(
        agency=scene.duty.agency,
        number="12/BB",
        issued_on=TODAY,
        issuer="UBND xã An",
        subject="Biên bản họp",
        uploaded_by=scene.own,
        recorded_at=NOW,
    )
    link = EvidenceLink.objects.create(
        evidence=proof, duty=scene.duty, added_by=scene.own, recorded_at=NOW
    )
    days = [TODAY + timedelta(days=number) for number in range(3)]
    scene.compute(days[0])
    Evidence.objects.filter(pk=proof.pk).update(quarantined_at=NOW)
    scene.compute(days[1])
    Evidence.objects.filter(pk=proof.pk).update(quarantined_at=None)
    EvidenceLink.objects.filter(pk=link.pk).update(removed_at=NOW)
    scene.compute(days[2])
    found = AgencyScore.objects.order_by("computed_on")
    assert [each.inputs["evidence"]["met"] for each in found] == [1, 0, 0]


def test_a_score_is_never_changed_and_a_new_version_makes_its_own(scene):
    scene.turn()
    assert scene.compute() == 1
    assert scene.compute() == 0
    weights = {"on_time": 0, "complete": 0, "evidence": 100, "freshness": 0}
    publish_formula(
        plan=scene.plan, weights=weights, reason="", actor=scene.head, today=TODAY
    )
    assert scene.compute() == 1
    first, second = AgencyScore.objects.order_by("pk")
    assert (first.formula.version, second.formula.version) == (1, 2)
    for each in (first, second):
        again = score_of(from_stored(each.inputs), each.formula.weights)
        assert again == each.value
    for wrong in (weights | {"on_time": 1}, weights | {"on_time": -1, "complete": 1}):
        with pytest.raises(InvalidInput):
            publish_formula(
                plan=scene.plan, weights=wrong, reason="", actor=scene.head, today=TODAY
            )


def test_only_the_steering_agency_sees_all_and_each_agency_its_own(scene, client):
    other = make_duty(scene.task, make_agency("UBND xã Bình"), scene.period)
    leader = make_user("leader", make_agency("UBND tỉnh"))
    one = plan_page("reporting:score", args=[scene.duty.agency.code])
    listed = plan_page("reporting:scores")
    expected = {
        scene.reviewer: (200, 200),
        scene.own: (200, 403),
        make_user("officer", other.agency): (404, 403),
        make_user("viewer", scene.duty.agency): (404, 403),
        leader: (404, 403),
    }
    for user, (_, second) in expected.items():
        client.force_login(user)
        assert client.get(one).status_code == 404
        assert client.get(listed).status_code == second
    scene.turn()
    scene.compute()
    for user, codes in expected.items():
        client.force_login(user)
        found = client.get(one).status_code, client.get(listed).status_code
        assert found == codes, user
        assert client.get(plan_page("reporting:score_formula")).status_code == 200


def test_the_list_is_by_name_whatever_the_score(scene, client):
    for name in ("UBND xã Cam", "UBND xã Ba"):
        make_duty(scene.task, make_agency(name), scene.period)
    scene.turn()
    scene.compute()
    client.force_login(scene.reviewer)
    page = client.get(plan_page("reporting:scores"), {"sap-xep": "value"})
    names = [each.agency.name for each in page.context["page"]]
    assert names == ["UBND xã An", "UBND xã Ba", "UBND xã Cam"]


def test_an_agencys_reply_stands_beside_its_score(scene, client):
    scene.turn()
    scene.compute()
    url = plan_page("reporting:score", args=[scene.duty.agency.code])
    client.force_login(scene.own)
    assert client.post(url, {"text": "  "}).status_code == 200
    assert client.post(url, {"text": "Bão số 5, mất điện."}).status_code == 302
    client.force_login(scene.reviewer)
    assert "Bão số 5" in client.get(url).content.decode()
    with pytest.raises(NotAllowed):
        reply_to_score(
            score=AgencyScore.objects.get(),
            text="Sở viết hộ",
            author=scene.reviewer,
            today=TODAY,
            now=NOW,
        )
    assert ScoreReply.objects.count() == 1


def test_the_head_turns_publishes_and_computes_on_the_pages(scene, client):
    client.force_login(scene.head)
    act = plan_page("reporting:switch_scores")
    assert client.post(act, {"viec": "bat"}).status_code == 302
    assert AgencyScore.objects.count() == 1
    formula = plan_page("reporting:score_formula")
    said = {"on_time": 25, "complete": 25, "evidence": 25, "freshness": 26}
    page = client.post(formula, said | {"reason": "Thử"}).content.decode()
    assert "cộng lại là 101" in page
    assert 'value="Thử"' in page
    assert client.post(formula, said | {"freshness": 25}).status_code == 302
    assert client.post(act, {"viec": "tinh"}).status_code == 302
    assert AgencyScore.objects.count() == 2
    client.force_login(scene.reviewer)
    assert client.post(formula, said).status_code == 403
    client.post(act, {"viec": "tat"})
    assert is_on(scene.plan)
    client.force_login(scene.own)
    assert client.post(act, {"viec": "tinh"}).status_code == 403


@pytest.mark.parametrize("units", [1, 3, 40])
def test_computing_and_listing_cost_the_same_at_any_size(scene, client, units):
    for number in range(units):
        make_duty(scene.task, make_agency(f"UBND xã {number}"), scene.period)
    scene.turn()
    with CaptureQueriesContext(connection) as computed:
        scene.compute()
    client.force_login(scene.reviewer)
    with CaptureQueriesContext(connection) as seen:
        client.get(plan_page("reporting:scores"))
    costs = len(computed), len(seen)
    assert costs == (7, 12), [q["sql"][:80] for q in seen]
