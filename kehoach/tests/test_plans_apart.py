"""Three published plans with the same codes: no page, file, letter, job or command of one
shows or writes a row of another, and nothing of it changes when another comes.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command, get_commands
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.celery import DEFAULT_JOBS, app
from kehoach.testing.examples import few_of
from kehoach.tests.clashing_plans import (
    PAGES,
    OnePlan,
    address_of,
    agency,
    first,
    main_of,
    one_plan,
    second,
    signed_in,
    some,
    third,
)
from kehoach.tests.plan_paths import of_plans
from reporting.facts import as_text
from reporting.files.letters_docx import render_letter
from reporting.letters.building import letter_facts
from reporting.yearly.freezing import facts_for
from tasks.models import Duty, Period, Plan, Reminder, Rung, UrgingLetter
from tasks.official_letters.drafting import draft_letter
from tasks.tests.factories import NOW, TODAY, make_duty, make_task

__all__ = ["agency", "first", "second", "third"]
pytestmark = pytest.mark.django_db
whole = pytest.mark.parametrize("whole", few_of([False, True], [False]))
#: What lists the agencies of the province, whatever plans there are.
CATALOGUES = {"tasks:plan_workbook_file"}
#: What offers the other plans to choose from, by their names alone.
CHOOSERS = {"tasks:plan_replace"}


@pytest.fixture
def three(first, second, third):
    return [first, second, third]


def foreign_words(
    said: str, own: OnePlan, plans: list[OnePlan], name: str
) -> list[str]:
    """Return the marks of the other plans, but where a page has to name these."""
    found = []
    for other in (each for each in plans if each is not own):
        kept = said
        if name in CATALOGUES:
            kept = re.sub(f"Xã chậm {other.mark}", "", said)
        if name in CHOOSERS:
            kept = re.sub(f"Kế hoạch {other.mark} \\(01/{other.mark}\\)", "", said)
        found += [other.mark] if other.mark in kept else []
    return found


@whole
def test_a_page_of_one_plan_says_nothing_of_the_others(three, whole):
    """Each page once, of one plan after the other; all of all as `slow`."""
    opened = 0
    clients = {each.mark: signed_in(each.head) for each in three}
    for number, (name, route) in enumerate(PAGES):
        for own in three if whole else [three[number % 3]]:
            answer = clients[own.mark].get(address_of(name, route, own.plan))
            assert answer.status_code in {200, 302, 403, 404, 405}, name
            said = main_of(answer)
            assert foreign_words(said, own, three, name) == [], name
            opened += answer.status_code == 200 and bool(said)
    assert opened > 35 * (3 if whole else 1)


@whole
def test_who_steers_one_plan_opens_no_more_of_the_other_than_all_do(
    first, second, whole
):
    anybody = signed_in(make_user("officer", make_agency()))
    client = signed_in(first.head)
    for name, route in some(PAGES, whole):
        address = address_of(name, route, second.plan)
        theirs, ours = anybody.get(address), client.get(address)
        told = [(each.status_code, each.get("Location")) for each in (theirs, ours)]
        assert told[0] == told[1], name
        assert main_of(ours) == main_of(theirs), name


def without_tokens(page: str) -> str:
    """Return the page without tokens, and without what waits in all plans."""
    page = re.sub(r'<section[^>]*"cho-xem">.*?</section>', "", page, flags=re.DOTALL)
    return re.sub(r'value="[A-Za-z0-9_-]{20,}"', "", page)


#: What offers other plans, lists agencies, or counts what waits in all plans.
OVER_ALL = {"tasks:review", *CHOOSERS, *CATALOGUES}


def seen_by(person: Any, plan: Plan, pages: Any) -> dict[str, tuple[int, Any]]:
    """Return page → its answer: a page without its tokens, a file byte by byte."""
    client, found = signed_in(person), {}
    for name, route in pages:
        answer = client.get(address_of(name, route, plan))
        is_page = answer.get("Content-Type", "").startswith("text/html")
        said = without_tokens(main_of(answer)) if is_page else answer.getvalue()
        if name not in OVER_ALL:
            found[name] = answer.status_code, said
    return found


def facts_of(plan: Plan) -> dict[str, Any]:
    """Return what the plan's report, numbers and letters say."""
    period = Period.objects.select_related("plan__steering_agency").get(plan=plan)
    out = io.StringIO()
    call_command("plan_status", "--json", f"--plan={plan.code}", stdout=out)
    status = json.loads(out.getvalue())
    del status["agencies"]  # those of the province
    return {
        "report": as_text.dump(facts_for(period=period, today=TODAY)),
        "status": status,
        "letters": [
            render_letter(letter_facts(each, TODAY))
            for each in UrgingLetter.objects.filter(period=period)
        ],
    }


@whole
def test_another_plan_changes_nothing_of_a_plan(first, agency, whole):
    late = Duty.objects.exclude(agency=agency).get().agency
    draft_letter(
        period=first.period, purpose="urge", issuer="so", agencies=[late],
        actor=first.head, today=TODAY, now=NOW,
    )  # fmt: skip
    pages = some(PAGES, whole, 2)
    before = seen_by(first.head, first.plan, pages), facts_of(first.plan)
    one_plan("so-hoa", "THUOCSOHOA", agency)
    one_plan("cai-cach", "THUOCCAICACH", agency, first.head)
    after = seen_by(first.head, first.plan, pages), facts_of(first.plan)
    assert len(before[0]) > len(PAGES) // 4
    assert [name for name in before[0] if after[0][name] != before[0][name]] == []
    assert before[1] == after[1]


def rows_of(plan: Plan) -> dict[str, list[Any]]:
    """Return label → all columns of the plan's rows."""
    found = {"tasks.Plan": list(Plan.objects.filter(pk=plan.pk).values())}
    for model, path in of_plans():
        rows = model._base_manager.filter(**{path: plan}).order_by("pk")
        found[model._meta.label] = list(rows.values())
    return found


def counted(plans: list[OnePlan]) -> dict[str, list[int]]:
    """Return label → how many rows each plan has."""
    wanted = [each.plan.pk for each in plans]
    found = {}
    for model, path in of_plans():
        held = Counter(model._base_manager.values_list(path, flat=True))
        found[model._meta.label] = [held[key] for key in wanted]
    return found


@pytest.fixture
def reminded(three, agency):
    """Let something be due in each plan, and somebody be told of it."""
    make_user("officer", agency, email="xa@khanhhoa.gov.vn")
    for each in three:
        Rung.objects.create(
            plan=each.plan, schedule="annual", basis="due", offset_days=-7,
            addressees="officers",
        )  # fmt: skip
        task = make_task(each.plan, "III.3", short_title=f"Còn {each.mark}")
        own = make_agency(f"Riêng {each.mark}")
        make_user("officer", own, email=f"{each.mark.lower()}@khanhhoa.gov.vn")
        make_duty(task, agency, each.period)
        make_duty(task, own, each.period)
    return three


@pytest.fixture
def _no_queue():
    before = app.conf.task_always_eager
    app.conf.task_always_eager = True
    app.loader.import_default_modules()
    yield
    app.conf.task_always_eager = before


@pytest.mark.usefixtures("_no_queue")
@pytest.mark.parametrize("job", [each.job for each in DEFAULT_JOBS])
def test_a_job_does_for_each_plan_what_it_does_for_the_others(reminded, job, clock):
    clock.at(datetime(2026, 12, 9, 9, tzinfo=NOW.tzinfo))
    app.tasks[job].apply(throw=True)
    uneven = {
        label: numbers
        for label, numbers in counted(reminded).items()
        if len(set(numbers)) > 1
    }
    assert uneven == {}


@pytest.mark.usefixtures("_no_queue")
def test_a_letter_of_reminder_names_the_plans_of_who_gets_it(reminded, clock):
    clock.at(datetime(2026, 12, 9, 9, tzinfo=NOW.tzinfo))
    for job in ("tasks.plan_reminders", "tasks.send_waiting"):
        app.tasks[job].apply(throw=True)
    assert Reminder.objects.count() >= 6
    sent = {each.to[0]: str(each.message()) + each.body for each in mail.outbox}
    assert all(each.mark in sent["xa@khanhhoa.gov.vn"] for each in reminded)
    for own in reminded:
        said = sent[f"{own.mark.lower()}@khanhhoa.gov.vn"]
        assert own.mark in said
        assert foreign_words(said, own, reminded, "") == []


def test_letters_and_papers_of_one_plan_say_nothing_of_the_others(three, agency):
    officer = signed_in(make_user("head", agency))
    for own in three:
        late = (
            Duty.objects.filter(period=own.period).exclude(agency=agency).get().agency
        )
        for purpose, to in (("urge", late), ("request", agency)):
            letter = draft_letter(
                period=own.period, purpose=purpose, issuer="so", agencies=[to],
                actor=own.head, today=TODAY, now=NOW,
            )  # fmt: skip
            page = signed_in(own.head).get(reverse("tasks:letter", args=[letter.pk]))
            said = main_of(page) + str(letter_facts(letter, TODAY))
            assert own.mark in said
            assert foreign_words(said, own, three, "") == []
        query = {"ke-hoach": own.plan.code, "ky": "2026"}
        for address in unit_papers(agency.code):
            answer = officer.get(address, query)
            assert answer.status_code == 200, address
            assert foreign_words(main_of(answer), own, three, "") == [], address


def unit_papers(code: str) -> Iterator[str]:
    """Yield the papers and sheets that an agency makes of one plan."""
    yield reverse("reporting:agency_results", args=[code])
    yield reverse("reporting:agency_results_docx", args=[code])
    yield reverse("tasks:unit_report", args=[code])
    yield reverse("tasks:desk_sheet", args=[code])
    for kind in ("bao-cao", "ke-hoach"):
        yield reverse("reporting:unit_paper", args=[code, kind])
        yield reverse("reporting:unit_paper_docx", args=[code, kind])


#: Command that speaks of a plan → how it is called for one; {} is the plan, {file} a file.
OF_A_PLAN = {
    "plan_status": ["--json", "--plan={}"],
    "open_period": ["2027", "--plan={}"],
    "export_report": ["2026", "--format=docx", "--plan={}", "--out={file}"],
}
#: Does the same for every plan, or says nothing of any.
OF_ALL = {
    "send_reminders": ["--on=2026-12-09"],
    "rebuild_summaries": [],
    "settle_reminders": ["--since=2026-12-01"],
    "seed_outlines": [],
}
NOT_ABOUT_PLANS = {
    *("backup", "restore", "restore_check", "run_portal", "seed_schedules", "unlock"),
    *("check_document", "check_files", "load_agencies", "load_holidays", "load_demo"),
    *("purge_audit", "reset_second_factor", "replay_reorganisation", "personal_data"),
}
OURS = {"kehoach", "agencies", "tasks", "reporting"}


def test_every_command_of_ours_is_looked_at():
    ours = {name for name, home in get_commands().items() if home in OURS}
    known = {*OF_A_PLAN, *OF_ALL, *NOT_ABOUT_PLANS, "load_plan"}
    assert ours == known


@pytest.mark.parametrize("name", OF_A_PLAN)
def test_a_command_for_one_plan_touches_no_other(three, name, tmp_path: Path):
    own, *others = three
    before = [rows_of(each.plan) for each in others]
    out, file = io.StringIO(), tmp_path / "bao-cao.docx"
    words = [word.format(own.plan.code, file=file) for word in OF_A_PLAN[name]]
    call_command(name, *words, stdout=out)
    said = out.getvalue() + (str(file.read_bytes()) if file.exists() else "")
    assert foreign_words(said, own, three, "") == []
    assert [rows_of(each.plan) for each in others] == before


@pytest.mark.parametrize("name", OF_ALL)
def test_a_command_for_all_plans_does_the_same_for_each(reminded, name, clock):
    clock.at(datetime(2026, 12, 9, 9, tzinfo=NOW.tzinfo))
    call_command(name, *OF_ALL[name], stdout=io.StringIO())
    uneven = {k: v for k, v in counted(reminded).items() if len(set(v)) > 1}
    assert uneven == {}


@pytest.mark.slow
def test_loading_a_plan_touches_no_other(three):
    before = [rows_of(each.plan) for each in three]
    call_command("load_plan", stdout=io.StringIO())
    assert [rows_of(each.plan) for each in three] == before
    assert Plan.objects.filter(code="dan-chu-co-so").exists()
