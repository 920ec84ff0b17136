"""A member of an inspection: reads what a decision names until its last day, writes
nothing anywhere, and leaves a row for everything that was opened.
"""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from agencies.accounts.rights import refuses_role
from agencies.models import AskedJob, AuditRecord, Membership
from agencies.people.accounts import person_for
from agencies.tests.factories import make_agency, make_user
from kehoach.site.reading_pages import OWN, PAGES
from kehoach.testing.examples import few_of
from kehoach.tests.addresses import fill, routes
from tasks.coordination.contributions import ask_contribution
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.evidence.keeping import quarantine, unlink_evidence
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import MOMENT, attach
from tasks.models import (
    ContributionRequest,
    Difficulty,
    Duty,
    Evidence,
    FigureValue,
    ProgressEntry,
    ReaderGrant,
    UnitReport,
)
from tasks.people.readers import end_reading, grant_reading
from tasks.reorganising.tests.reorganising import merge, run
from tasks.tests.everything import everything
from tasks.tests.factories import NOW, TODAY, make_duty, make_period, make_task
from tasks.tests.pages import text_of
from tasks.work.tests.working import log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
LAST = TODAY + timedelta(days=20)


@pytest.fixture
def steering(duty):
    """Return an officer of the agency that steers the duty's plan."""
    return make_user("officer", duty.period.plan.steering_agency)


def grant(actor, duty, **said):
    """Let a member of a team read the duty's agency in the duty's plan."""
    said = {
        "email": "doan@thanhtra.vn",
        "full_name": "Lê Thanh Tra",
        "team": "Đoàn kiểm tra số 2",
        "agencies": [duty.agency],
        "plan": duty.period.plan,
        "decision_number": "12/QĐ-UBND",
        "decision_on": TODAY,
        "decision_issuer": "UBND tỉnh",
        "last_day": LAST,
    } | said
    return grant_reading(actor=actor, today=TODAY, now=NOW, **said)


@pytest.fixture
def reader(duty, steering):
    return grant(steering, duty).user


def page_of(duty):
    return reverse("tasks:duty", args=[duty.pk])


def file_of(evidence):
    return reverse("tasks:evidence_file", args=[evidence.pk])


def test_a_grant_makes_an_account_that_only_reads(duty, steering):
    row = grant(steering, duty)
    assert row.user.reads_only
    assert not row.user.has_usable_password()
    assert (row.valid_from, row.valid_to) == (TODAY, LAST)
    assert AskedJob.objects.filter(job="agencies.send_activation").exists()
    kept = AuditRecord.objects.get(kind="role")
    assert (kept.person, kept.after["agencies"]) == (row.user, [duty.agency.code])
    assert "12/QĐ-UBND" in kept.after["decision"]
    assert not Membership.objects.filter(user=row.user).exists()


def test_the_reader_reads_the_agency_and_each_page_is_recorded(
    login, duty, officer, reader
):
    log(duty, officer, text="Họp dân ở thôn Phú Hòa.")
    proof = attach(duty, officer, upload=files.upload())
    page = login(reader)
    home = page.get("/", follow=True)
    assert duty.agency.name in text_of(home)
    assert "12/QĐ-UBND" in text_of(home)
    own = reverse("tasks:reading_agency", args=[duty.agency.code])
    assert page_of(duty) in text_of(page.get(own))
    assert "thôn Phú Hòa" in text_of(page.get(page_of(duty)))
    assert page.get(file_of(proof)).getvalue() == files.PDF
    read = AuditRecord.objects.filter(kind="read", actor=reader)
    assert set(read.values_list("target", flat=True)) == {
        "/doc-ho-so/", own, page_of(duty), file_of(proof)
    }  # fmt: skip


def test_foreign_rows_are_strange(login, duty, officer, reader):
    other = make_duty(duty.task, make_agency(), duty.period)
    stranger = make_user("officer", other.agency)
    proof = attach(other, stranger, upload=files.upload(files.PDF + b"1"))
    secret = attach(duty, officer, upload=files.upload(files.PDF + b"2"))
    gone = attach(duty, officer, upload=files.upload(files.PDF + b"3"))
    head = make_user("head", duty.period.plan.steering_agency)
    quarantine(evidence=secret, actor=head, reason="Có tên người", **MOMENT)
    unlink_evidence(evidence=gone, duty=duty, actor=officer, **MOMENT)
    page = login(reader)
    addresses = (
        page_of(other), file_of(proof), file_of(secret), file_of(gone),
        reverse("tasks:reading_agency", args=[other.agency.code]),
        f"/don-vi/{other.agency.code}/", "/danh-sach/", "/co-quan/", "/tim-kiem/?q=a",
        "/minh-chung/999999/tep/", "/quan-tri/", "/ke-hoach/", "/co-quan/can-bo/",
        "/ho-so-kiem-tra/", "/doan-kiem-tra/",
    )  # fmt: skip
    for address in addresses:
        assert page.get(address).status_code == 404, address


def test_another_plan_and_other_periods_stay_shut(login, duty, steering):
    plan = duty.period.plan
    foreign = make_duty(make_task(make_duty().task.plan), duty.agency)
    before = make_duty(duty.task, duty.agency, make_period(plan, 2024))
    span = {"data_from": date(2026, 1, 1), "data_to": date(2026, 6, 30)}
    page = login(grant(steering, duty, **span).user)
    assert page.get(page_of(duty)).status_code == 200
    assert page.get(page_of(foreign)).status_code == 404
    assert page.get(page_of(before)).status_code == 404


def test_the_letter_of_another_plan_is_not_handed_out(login, duty, officer, reader):
    letters = []
    for period in (duty.period, make_duty(agency=duty.agency).period):
        letter = UnitReport(
            agency=duty.agency, period=period, number="5/BC", signed_on=TODAY,
            arrived_on=TODAY, recorded_by=officer, recorded_at=NOW,
        )  # fmt: skip
        letter.file.save("a.pdf", files.upload())
        letters.append(letter)
    page = login(reader)
    statuses = [
        page.get(reverse("tasks:unit_report_file", args=[duty.agency.code, each.pk]))
        for each in letters
    ]
    assert [each.status_code for each in statuses] == [200, 404]
    statuses[0].getvalue()


@pytest.mark.parametrize("ended", ["last day", "early"])
def test_after_its_end_the_reader_is_out(login, duty, steering, reader, ended):
    page = login(reader)
    assert page.get(page_of(duty)).status_code == 200
    row = ReaderGrant.objects.get()
    if ended == "early":
        end_reading(
            grant=row, reason="Đoàn đã kết thúc", actor=steering, today=TODAY, now=NOW
        )
        reader.refresh_from_db()
        login(reader)  # who knows the password comes in, and is out again
    else:
        ReaderGrant.objects.update(
            valid_from=TODAY - timedelta(days=9), valid_to=TODAY - timedelta(days=1)
        )
    answer = page.get(page_of(duty))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("login")
    assert "_auth_user_id" not in page.session
    for rows in (Duty, Evidence, ProgressEntry, FigureValue, UnitReport, Difficulty):
        assert not rows.objects.visible_to(reader, today=TODAY).exists()


def test_on_the_last_day_it_still_reads(login, duty, reader):
    ReaderGrant.objects.update(valid_to=TODAY)
    assert login(reader).get(page_of(duty)).status_code == 200


def test_ending_early_ends_the_sessions(login, duty, steering, reader):
    page = login(reader)
    row = ReaderGrant.objects.get()
    end_reading(grant=row, reason="Hết việc", actor=steering, today=TODAY, now=NOW)
    answer = page.get(page_of(duty))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.ended_by, row.end_reason) == (steering, "Hết việc")
    with pytest.raises(InvalidInput, match="đã hết"):
        end_reading(grant=row, reason="Nữa", actor=steering, today=TODAY, now=NOW)


def names():
    """Yield the full name of every view of the portal."""
    resolver = get_resolver()
    yield from ("home", "administration", "trail")
    for space, (_, inner) in resolver.namespace_dict.items():
        yield from (
            f"{space}:{key}" for key in inner.reverse_dict if isinstance(key, str)
        )


def test_the_pages_that_open_are_those_that_are_there():
    there = set(names()) | {
        key for key in get_resolver().reverse_dict if isinstance(key, str)
    }
    assert there >= PAGES
    assert there >= OWN


@pytest.mark.slow
@pytest.mark.parametrize("each", few_of([5, 1], [5]))
def test_no_address_takes_anything_from_a_reader(login, each):
    """`make test` tries one address in five."""
    scene = everything()
    admin = make_user(is_superuser=True)
    person = grant(admin, scene.duty, plan=None, email="moi@thanhtra.vn").user
    client = login(person)
    resolver = get_resolver()
    before = ProgressEntry.objects.count(), Evidence.objects.count()
    tried = 0
    for route, _ in list(routes(resolver.url_patterns))[::each]:
        address = fill(route, scene)
        name = resolver.resolve(address).view_name
        if name in OWN:
            continue
        tried += 1
        posted = client.post(address, {"text": "x", "reason": "x"})
        assert posted.status_code == 403, (address, posted.status_code)
        if name not in PAGES:
            assert client.get(address).status_code == 404, address
    assert tried > 200 // each
    assert (ProgressEntry.objects.count(), Evidence.objects.count()) == before


@pytest.mark.parametrize("how", ["put", "patch", "delete"])
def test_other_methods_write_nothing_either(login, duty, reader, how):
    assert getattr(login(reader), how)(page_of(duty)).status_code == 403


def test_a_role_gives_a_reader_nothing(login, duty, reader):
    Membership.objects.create(user=reader, agency=duty.agency, role="head")
    page = login(reader)
    assert page.post(reverse("tasks:submit", args=[duty.pk])).status_code == 403
    assert page.get(f"/don-vi/{duty.agency.code}/").status_code == 404
    other = make_duty(agency=duty.agency)
    assert page.get(page_of(other)).status_code == 404


def test_no_role_is_given_to_such_an_account(reader):
    with pytest.raises(Exception, match="đoàn kiểm tra"):
        person_for(email=reader.email, full_name="Khác")
    admin = make_user(is_superuser=True)
    assert "đoàn kiểm tra" in refuses_role(admin, user=reader, role="officer")


def test_an_account_that_works_does_not_become_a_reader(duty, steering, officer):
    with pytest.raises(InvalidInput) as refused:
        grant(steering, duty, email=officer.email)
    assert "email" in refused.value.problems
    officer.refresh_from_db()
    assert not officer.reads_only


def test_only_the_steering_head_and_administrators_let_read(
    duty, steering, officer, head
):
    foreign = make_duty()
    strangers = (
        officer, head, make_user("viewer", duty.period.plan.steering_agency),
        make_user("head", foreign.period.plan.steering_agency), make_user(is_staff=True),
    )  # fmt: skip
    for person in strangers:
        with pytest.raises(NotAllowed):
            grant(person, duty)
        with pytest.raises((NotAllowed, InvalidInput)):
            grant(person, duty, plan=None)
    with pytest.raises(InvalidInput):
        grant(steering, duty, plan=None)
    with pytest.raises(InvalidInput):
        grant(steering, duty, agencies=[foreign.agency])
    assert ReaderGrant.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"last_day": TODAY - timedelta(days=1)}, "last_day"),
        ({"last_day": TODAY + timedelta(days=400)}, "last_day"),
        ({"decision_on": TODAY + timedelta(days=1)}, "decision_on"),
        ({"data_from": TODAY}, "data_to"),
        ({"data_from": TODAY, "data_to": TODAY - timedelta(days=1)}, "data_to"),
        ({"agencies": []}, "agencies"),
    ],
)
def test_a_grant_with_wrong_days_is_refused_at_its_field(duty, steering, said, field):
    with pytest.raises(InvalidInput) as refused:
        grant(steering, duty, **said)
    assert field in refused.value.problems


def test_the_database_keeps_no_grant_without_end_or_decision(duty, reader):
    for wrong in ({"valid_to": None}, {"decision_number": ""}, {"ended_at": NOW}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ReaderGrant.objects.update(**wrong)


def test_the_scope_follows_the_work_and_nothing_else(login, duty, steering, reader):
    beside = make_duty(duty.task, make_agency("UBND xã Kề", kind="cap-xa"), duty.period)
    own = make_duty(make_task(duty.task.plan), beside.agency, duty.period)
    new = make_agency("UBND xã Mới", kind="cap-xa")
    run(merge(duty.agency, beside.agency, new=new))
    went = Duty.objects.get(agency=new, task=duty.task)
    foreign = Duty.objects.get(agency=new, task=own.task)
    page = login(reader)
    for row, status in ((duty, 200), (went, 200), (foreign, 404), (beside, 404)):
        assert page.get(page_of(row)).status_code == status


def test_what_the_agency_took_over_is_read_with_it(login, duty, steering):
    new = make_agency("UBND xã Mới", kind="cap-xa")
    run(merge(duty.agency, new=new))
    went = Duty.objects.get(agency=new, task=duty.task)
    page = login(grant(steering, went).user)
    for row in (duty, went):
        assert page.get(page_of(row)).status_code == 200


def test_the_agency_sees_who_reads(login, duty, officer, reader):
    told = "đang đọc hồ sơ của đơn vị đến hết ngày <strong>30/06/2026"
    page = login(officer)
    for address in (f"/co-quan/{duty.agency.code}/", f"/don-vi/{duty.agency.code}/"):
        assert told in text_of(page.get(address))
        assert "Đoàn kiểm tra số 2" in text_of(page.get(address))
    ReaderGrant.objects.update(ended_at=NOW, end_reason="Xong")
    assert told not in text_of(page.get(f"/co-quan/{duty.agency.code}/"))


def test_a_part_that_was_given_to_the_duty_is_read(duty, officer, reader):
    part = make_agency("Sở Tư pháp")
    asked = ask_contribution(
        duty=duty, agency=part, question="Cho số liệu", due_on=TODAY + timedelta(days=9),
        day_off=True, actor=officer, today=TODAY, now=NOW,
    )  # fmt: skip
    seen = ContributionRequest.objects.visible_to(reader, today=TODAY)
    assert list(seen) == [asked]


def said(duty, **changes):
    return {
        "full_name": "Lê Thanh Tra",
        "email": "doan@thanhtra.vn",
        "team": "Đoàn kiểm tra số 2",
        "decision_number": "12/QĐ-UBND",
        "decision_on": "10/06/2026",
        "decision_issuer": "UBND tỉnh",
        "plan": duty.period.plan_id,
        "agencies": [duty.agency_id],
        "last_day": "30/06/2026",
    } | changes


def test_the_pages_of_who_lets_read(login, duty, steering, officer):
    page = login(steering)
    new, every = reverse("tasks:grant_reading"), reverse("tasks:readers")
    assert page.post(new, said(duty)).status_code == 302
    row = ReaderGrant.objects.get()
    assert "Lê Thanh Tra" in text_of(page.get(every))
    client = login(row.user)
    client.get(page_of(duty))
    own = reverse("tasks:reader", args=[row.pk])
    page = login(steering)
    assert page_of(duty) in text_of(page.get(own))
    stop = reverse("tasks:end_reading", args=[row.pk])
    for person in (officer, make_user("head", make_duty().period.plan.steering_agency)):
        stranger = login(person)
        assert stranger.get(own).status_code == 404
        assert stranger.post(stop, {"reason": "x"}).status_code == 404
    page = login(steering)
    assert "Ghi lý do" in text_of(page.post(stop, {"reason": " "}, follow=True))
    page.post(stop, {"reason": "Đoàn rút"})
    row.refresh_from_db()
    assert row.end_reason == "Đoàn rút"
    for address in (new, every):
        assert login(officer).get(address).status_code == 403


def test_a_wrong_form_comes_back_whole(login, duty, steering):
    page = text_of(login(steering).post(reverse("tasks:grant_reading"), said(duty, last_day="01/06/2026")))  # fmt: skip
    assert "Ngày cuối được đọc phải từ hôm nay trở đi." in page
    assert 'value="Đoàn kiểm tra số 2"' in page
    assert ReaderGrant.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3, 30])
def test_reading_pages_cost_the_same(login, duty, steering, reader, count):
    agencies = [duty.agency]
    for _ in range(count):
        agencies.append(make_duty(duty.task, make_agency(), duty.period).agency)
        make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    ReaderGrant.objects.get().agencies.set(agencies)
    page = login(reader)
    own = reverse("tasks:reading_agency", args=[duty.agency.code])
    counts = []
    for address, client in (("/doc-ho-so/", page), (own, page)):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    page = login(steering)
    page.get("/doan-kiem-tra/")
    with CaptureQueriesContext(connection) as queries:
        assert page.get("/doan-kiem-tra/").status_code == 200
    assert max(*counts, len(queries)) <= 17


def test_a_reader_needs_a_second_factor_wherever_it_is_asked(
    login, duty, reader, settings
):
    settings.SECOND_FACTOR = "required"
    answer = login(reader).get(page_of(duty))
    assert (answer.status_code, answer["Location"]) == (302, reverse("factors"))
    assert login(reader).get(reverse("factors")).status_code == 200
