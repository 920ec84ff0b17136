"""Several published plans: an address leads to the plan that is meant, what is about one
agency or person stands together and says its plan; who sees which plan.
"""

import io
from datetime import datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from agencies.models import Membership
from agencies.tests.factories import make_agency, make_user
from kehoach.testing.examples import few_of
from kehoach.tests.clashing_plans import (
    PAGES,
    address_of,
    agency,
    first,
    main_of,
    one_plan,
    said_of,
    second,
    signed_in,
    some,
)
from tasks.models import Duty, Plan, Rung
from tasks.models.plan_rows import RESERVED_CODES
from tasks.reminders.sending import run_reminders
from tasks.tests.factories import NOW, make_duty, make_plan, make_task

__all__ = ["agency", "first", "second"]
pytestmark = pytest.mark.django_db
on_both = pytest.mark.sqlite_too
whole = pytest.mark.parametrize("whole", few_of([False, True], [False]))


def former(name: str) -> str:
    route = dict(PAGES)[name]
    return reverse(name, kwargs=said_of(route))


OLD = [name for name, route in PAGES if route]


@whole
def test_a_former_address_goes_on_to_the_only_plan_that_has_it(first, whole):
    client = signed_in(first.head)
    for name in some(OLD, whole):
        answer = client.get(former(name) + "?q=x")
        there = address_of(name, dict(PAGES)[name], first.plan)
        assert answer.url == f"{there}?q=x", name


@whole
def test_a_former_address_never_guesses(first, second, whole):
    boss = signed_in(make_user("quan-tri", is_superuser=True, is_staff=True))
    for name in some(OLD, whole, 1):
        answer = boss.get(former(name))
        page = main_of(answer)
        assert answer.status_code == 200, name
        for each in (first, second):
            there = address_of(name, dict(PAGES)[name], each.plan)
            assert f'href="{there}"' in page, name


@on_both
def test_a_former_address_goes_to_the_plan_that_one_steers(first, second):
    for each in (first, second):
        answer = signed_in(each.head).get("/tiep-nhan/?loc=tre")
        assert answer.url == f"/ke-hoach/{each.plan.code}/tiep-nhan/?loc=tre"
    answer = signed_in(first.head).get("/bao-cao-nam/2026/docx/")
    assert answer.url == "/ke-hoach/dan-chu/bao-cao/2026/docx/"


def test_what_was_typed_at_a_former_address_goes_on(first):
    client = signed_in(first.head)
    answer = client.post("/ky-bao-cao/mo/", {"year": "2027", "kind": "nam"})
    assert (answer.status_code, answer.url) == (307, "/ke-hoach/dan-chu/ky-bao-cao/mo/")


def test_with_one_plan_the_list_is_the_plan_and_there_is_nothing_to_choose(first):
    client = signed_in(first.head)
    answer = client.get("/ke-hoach/?ky=2026")
    assert answer.url == "/ke-hoach/dan-chu/?ky=2026"
    assert "Chọn kế hoạch" not in client.get("/ke-hoach/dan-chu/").content.decode()


@on_both
def test_the_list_says_how_each_plan_stands(first, second):
    page = main_of(signed_in(first.head).get("/ke-hoach/"))
    assert "2 đang thực hiện." in page
    assert page.count("1 việc quá hạn.") == 1
    assert "/ke-hoach/dan-chu/" in page
    assert "/ke-hoach/so-hoa/" in page


def test_a_draft_is_for_few_and_says_that_it_is_one(first, second, agency):
    Plan.objects.filter(pk=second.plan.pk).update(state="draft")
    stranger = signed_in(make_user("officer", agency))
    assert stranger.get("/ke-hoach/so-hoa/").status_code == 404
    assert "THUOCSOHOA" not in stranger.get("/ke-hoach/dan-chu/").content.decode()
    leader = make_user("leader", make_agency("UBND tỉnh"))
    for person in (second.head, leader):
        page = main_of(signed_in(person).get("/ke-hoach/so-hoa/"))
        assert "Dự thảo." in page


@whole
def test_a_page_of_a_draft_is_not_there_for_a_stranger(first, second, whole):
    Plan.objects.filter(pk=second.plan.pk).update(state="draft")
    for person in (first.head, make_user("officer", make_agency())):
        client = signed_in(person)
        for name, route in some(PAGES, whole, 1):
            address = address_of(name, route, second.plan)
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code in {404, 405}, name


@on_both
def test_a_draft_opens_no_period(first):
    draft = make_plan(state="draft")
    assert "dự thảo" in draft.opens_nothing().lower()
    call = ("open_period", "2026", f"--plan={draft.code}")
    with pytest.raises(CommandError, match="không mở kỳ"):
        call_command(*call)
    assert not draft.periods.exists()


@on_both
def test_a_command_is_told_which_plan_is_meant(first, second):
    with pytest.raises(CommandError, match="dan-chu, so-hoa"):
        call_command("plan_status", "--json")
    out = io.StringIO()
    call_command("plan_status", "--json", "--plan=so-hoa", stdout=out)
    assert "THUOCDANCHU" not in out.getvalue()


def test_no_code_of_a_plan_is_an_address():
    assert {route.partition("/")[0] for _, route in PAGES if route} == RESERVED_CODES


@on_both
def test_the_desk_shows_all_plans_and_one_when_asked(first, second, agency):
    client = signed_in(make_user("head", agency))
    for each in (first, second):
        make_duty(
            make_task(each.plan, "III.3", short_title=f"Còn {each.mark}"),
            agency,
            each.period,
        )
    page = main_of(client.get("/don-vi/xa-chung/"))
    assert "Còn THUOCDANCHU" in page
    assert "Còn THUOCSOHOA" in page
    page = main_of(client.get("/don-vi/xa-chung/?ke-hoach=so-hoa"))
    assert "Còn THUOCSOHOA" in page
    assert "Còn THUOCDANCHU" not in page


@pytest.mark.parametrize("page", ["bao-cao", "phieu-ket-qua", "gui/xem", "bang-tinh"])
def test_a_page_of_an_agency_asks_which_plan(first, second, agency, page):
    client = signed_in(make_user("head", agency))
    address = f"/don-vi/xa-chung/{page}/"
    offered = main_of(client.get(f"{address}?ky=2026"))
    for each in (first, second):
        assert f"{address}?ky=2026&amp;ke-hoach={each.plan.code}" in offered
    shown = main_of(client.get(f"{address}?ke-hoach=so-hoa&ky=2026"))
    assert "THUOCDANCHU" not in shown


@on_both
def test_the_queue_holds_what_waits_in_every_plan_that_one_steers(first, second):
    person = make_user("head", first.plan.steering_agency)
    Membership.objects.create(
        user=person, agency=second.plan.steering_agency, role="officer"
    )
    client = signed_in(person)
    page = main_of(client.get("/tiep-nhan/"))
    for each in (first, second):
        assert f"Việc {each.mark}" in page
        assert f'<span class="chip">Kế hoạch {each.mark}</span>' in page
    chosen = {"duty": [first.duty.pk, second.duty.pk], "sure": "1"}
    client.post("/tiep-nhan/chon/", chosen)
    assert set(Duty.objects.filter(state="accepted")) == {first.duty, second.duty}


def test_who_steers_one_plan_accepts_nothing_of_the_other(first, second):
    chosen = {"duty": [first.duty.pk, second.duty.pk], "sure": "1"}
    signed_in(first.head).post("/tiep-nhan/chon/", chosen)
    assert list(Duty.objects.filter(state="accepted")) == [first.duty]


@on_both
def test_difficulties_stand_together_each_with_its_plan(first, second, agency):
    page = main_of(signed_in(make_user("officer", agency)).get("/vuong-mac/"))
    for each in (first, second):
        assert f"Vướng {each.mark}" in page
        assert f'<span class="chip">Kế hoạch {each.mark}</span>' in page
    asked = main_of(signed_in(first.head).get("/vuong-mac/"))
    assert "Vướng THUOCSOHOA" not in asked


def test_home_leads_to_the_only_plan_or_to_the_list(first, agency):
    leader = signed_in(make_user("leader", make_agency("UBND tỉnh")))
    assert leader.get("/").url == "/ke-hoach/dan-chu/tong-quan/"
    one_plan("so-hoa", "THUOCSOHOA", agency)
    assert leader.get("/").url == "/ke-hoach/"
    assert signed_in(first.head).get("/").url == "/ke-hoach/dan-chu/tong-quan/"


@on_both
def test_the_calendar_tells_the_days_of_each_plan_apart(first, second, agency):
    for each in (first, second):
        make_duty(make_task(each.plan, "III.3"), agency, each.period)
    own = main_of(signed_in(make_user("officer", agency)).get("/lich/?thang=2026-12"))
    for each in (first, second):
        assert f"/don-vi/xa-chung/?ke-hoach={each.plan.code}&amp;ky=2026" in own
    steering = signed_in(first.head).get("/lich/?thang=2026-12")
    assert "so-hoa" not in main_of(steering)


@on_both
def test_a_person_gets_one_letter_that_goes_plan_by_plan(first, second, agency):
    person = make_user("officer", agency, email="xa@khanhhoa.gov.vn")
    for each in (first, second):
        Rung.objects.create(
            plan=each.plan, schedule="annual", basis="due", offset_days=-7,
            addressees="officers",
        )  # fmt: skip
        make_duty(make_task(each.plan, "III.3"), agency, each.period)
    day = datetime(2026, 12, 9, 9, tzinfo=NOW.tzinfo)
    run_reminders(today=day.date(), clock=lambda: day)
    (letter,) = (each for each in mail.outbox if each.to == [person.email])
    for each in (first, second):
        assert f"Xã chung, Kế hoạch {each.mark}" in letter.body
