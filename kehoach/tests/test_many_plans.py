"""Two published plans with the same codes and two steering agencies: pages, files and
commands of one show no row of the other, and nothing of it changes when the other comes.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

import reporting.urls
import tasks.urls
from agencies.models import Agency, Membership, User
from agencies.tests.factories import make_agency, make_user
from tasks.models import (
    Difficulty,
    Duty,
    EntryLink,
    Period,
    Plan,
    ProgressEntry,
    Rung,
    Target,
    TargetMeasure,
)
from tasks.models.plan_rows import RESERVED_CODES
from tasks.reminders.sending import run_reminders
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)

pytestmark = pytest.mark.django_db
on_both = pytest.mark.sqlite_too
PAGES = [
    *((f"tasks:{page.name}", str(page.pattern)) for page in tasks.urls.of_plan),
    *((f"reporting:{page.name}", str(page.pattern)) for page in reporting.urls.of_plan),
]
TASK, FIGURE, MEASURE, KEY = "III.2.a", "so-cuoc-hop", "1.1", "2026"
#: Address → what its `code` names; else a task.
CODES = {
    "muc-tieu/<str:code>": MEASURE,
    "so-lieu/<slug:code>": FIGURE,
    "nhac/<slug:code>": "xa-chung",
    "lich-su/<slug:code>": "xa-chung",
    "diem-theo-doi/<slug:code>": "xa-chung",
}
WORDS = {
    "key": KEY, "kind": "bao-cao", "name": "moi", "path": "phuong-huong", "pk": 1,
    "number": 1, "person_id": 1,
}  # fmt: skip


@dataclass
class OnePlan:
    """A plan with a row of what its pages show, each with the plan's mark."""

    plan: Plan
    mark: str
    head: User
    period: Period
    duty: Duty


def one_plan(code: str, mark: str, agency: Agency) -> OnePlan:
    """Create the plan; the codes of its rows are those of every other such plan."""
    steering = make_agency(f"Sở {mark}")
    plan = make_plan(
        steering, code=code, short_title=f"Kế hoạch {mark}", matter=f"thực hiện {mark}",
        number=f"01/{mark}", issued_on=TODAY,
    )  # fmt: skip
    task = make_task(plan, TASK, short_title=f"Việc {mark}", text=f"Làm {mark}")
    make_assignment(task, agency)
    figure = make_figure(task, FIGURE, label=f"Số {mark}")
    target = Target.objects.create(
        plan=plan, code="1", text=f"Mục tiêu {mark}", short_title=f"Mục tiêu {mark}"
    )
    measure = TargetMeasure.objects.create(
        target=target, code=MEASURE, short_title=f"Cách đo {mark}", kind="rate",
        method="units_done", numerator_text="số đơn vị", counting_unit="đơn vị",
        task=task,
    )  # fmt: skip
    measure.numerator_figures.add(figure)
    period = make_period(plan, request_number=f"9/{mark}", request_on=TODAY)
    duty = make_duty(task, agency, period, state="submitted", first_sent_on=TODAY)
    writer = make_user("officer", agency)
    Duty.objects.filter(pk=duty.pk).update(submitted_by=writer, submitted_at=NOW)
    entry = ProgressEntry.objects.create(
        agency=agency, period=period, done_on=TODAY, text=f"Đã họp {mark}",
        progress="done", author=writer, recorded_at=NOW,
    )  # fmt: skip
    EntryLink.objects.create(entry=entry, duty=duty)
    Difficulty.objects.create(
        plan=plan, agency=agency, period=period, duty=duty, text=f"Vướng {mark}",
        raised_by=writer, raised_on=TODAY, recorded_at=NOW,
    )  # fmt: skip
    late = make_agency(f"Xã chậm {mark}")
    make_duty(task, late, period, due_on=TODAY.replace(day=1))
    return OnePlan(plan, mark, make_user("head", steering), period, duty)


@pytest.fixture
def agency():
    return make_agency("Xã chung", code="xa-chung")


@pytest.fixture
def first(agency, clock):
    clock.at(NOW)
    return one_plan("dan-chu", "THUOCDANCHU", agency)


@pytest.fixture
def second(agency, first):
    return one_plan("so-hoa", "THUOCSOHOA", agency)


def said_of(route: str) -> dict[str, object]:
    names = re.findall(r"<\w+:(\w+)>", route)
    code = next((word for part, word in CODES.items() if part in route), TASK)
    return {name: code if name == "code" else WORDS[name] for name in names}


def address_of(name: str, route: str, plan: Plan) -> str:
    return reverse(name, kwargs={"plan": plan.code, **said_of(route)})


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def main_of(answer) -> str:
    """Return what the page itself says, or the text of a file."""
    content = answer.getvalue()  # a file that is read to its end is closed
    if content.startswith(b"PK"):
        parts = zipfile.ZipFile(io.BytesIO(content))
        return " ".join(
            parts.read(n).decode("utf-8", "replace") for n in parts.namelist()
        )
    text = content.decode("utf-8", "replace")
    found = re.search(r"<main.*?</main>", text, re.DOTALL)
    return found[0] if found else text


#: What lists the agencies of the province.
CATALOGUES = {"tasks:plan_workbook_file"}


def test_a_page_of_one_plan_says_nothing_of_the_other(first, second):
    for own, other in ((first, second), (second, first)):
        client = signed_in(own.head)
        for name, route in PAGES:
            answer = client.get(address_of(name, route, own.plan))
            assert answer.status_code in {200, 302, 403, 404, 405}, name
            said = main_of(answer)
            if name in CATALOGUES:  # who may be given a task, whatever plans there are
                said = re.sub(f"(Sở|Xã chậm) {other.mark}", "", said)
            assert other.mark not in said, name


def test_who_steers_one_plan_opens_no_more_of_the_other_than_all_do(first, second):
    anybody = signed_in(make_user("officer", make_agency()))
    client = signed_in(first.head)
    for name, route in PAGES:
        address = address_of(name, route, second.plan)
        theirs, ours = anybody.get(address), client.get(address)
        told = [(each.status_code, each.get("Location")) for each in (theirs, ours)]
        assert told[0] == told[1], name
        assert main_of(ours) == main_of(theirs), name


def test_most_pages_open_for_who_steers_the_plan(first, second):
    client = signed_in(first.head)
    answers = [client.get(address_of(*page, first.plan)) for page in PAGES]
    assert sum(each.status_code == 200 and bool(main_of(each)) for each in answers) > 35


def without_tokens(page: str) -> str:
    return re.sub(r'value="[A-Za-z0-9_-]{20,}"', "", page)


def seen_by(client: Client, plan: Plan) -> dict[str, tuple[int, str]]:
    """Return page → its answer, but for what counts over all plans and for files whose
    bytes hold a moment.
    """
    found = {}
    for name, route in PAGES:
        answer = client.get(address_of(name, route, plan))
        said = without_tokens(main_of(answer))
        if answer.get("Content-Type", "").startswith("application/vnd"):
            said = ""
        found[name] = answer.status_code, said
    del found["tasks:review"]
    return found


def test_another_plan_changes_nothing_of_a_page(first, agency):
    client = signed_in(first.head)
    before = seen_by(client, first.plan)
    one_plan("so-hoa", "THUOCSOHOA", agency)
    after = seen_by(client, first.plan)
    assert len(before) > 80
    assert [name for name in before if after[name] != before[name]] == []


def former(name: str) -> str:
    route = dict(PAGES)[name]
    return reverse(name, kwargs=said_of(route))


OLD = [name for name, route in PAGES if route]


def test_a_former_address_goes_on_to_the_only_plan_that_has_it(first):
    client = signed_in(first.head)
    for name in OLD:
        answer = client.get(former(name) + "?q=x")
        there = address_of(name, dict(PAGES)[name], first.plan)
        assert answer.url == f"{there}?q=x", name


def test_a_former_address_never_guesses(first, second):
    boss = signed_in(make_user("quan-tri", is_superuser=True, is_staff=True))
    for name in OLD:
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


def test_a_page_of_a_draft_is_not_there_for_a_stranger(first, second):
    Plan.objects.filter(pk=second.plan.pk).update(state="draft")
    for person in (first.head, make_user("officer", make_agency())):
        client = signed_in(person)
        for name, route in PAGES:
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
