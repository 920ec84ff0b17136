"""Three published plans with the same codes, steered by two agencies, and their pages."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import reporting.urls
import tasks.urls
from agencies.models import Agency, User
from agencies.tests.factories import make_agency, make_user
from tasks.models import (
    Difficulty,
    Duty,
    EntryLink,
    FigureValue,
    Period,
    Plan,
    ProgressEntry,
    Target,
    TargetMeasure,
)
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


def one_plan(code: str, mark: str, agency: Agency, head: User | None = None) -> OnePlan:
    """Create the plan, which a new agency steers unless told whose head does; the codes
    of its rows are those of every other such plan.
    """
    head = head or make_user("head", make_agency(f"Sở theo dõi {code}"))
    steering = head.memberships.get().agency
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
    FigureValue.objects.create(
        figure=figure, agency=agency, period=period, number=7, entered_by=writer,
        recorded_at=NOW,
    )  # fmt: skip
    late = make_agency(f"Xã chậm {mark}")
    make_assignment(task, late)
    make_duty(task, late, period, due_on=TODAY.replace(day=1))
    return OnePlan(plan, mark, head, period, duty)


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


@pytest.fixture
def third(agency, first, second):
    """Return a plan that the head of the first steers as well."""
    return one_plan("cai-cach", "THUOCCAICACH", agency, first.head)


def some(things: Any, whole: bool, begin: int = 0) -> Any:
    """Return all of them, or every third."""
    return things if whole else things[begin::3]


def said_of(route: str) -> dict[str, object]:
    """Return what the parts of the address name, the same in every plan."""
    names = re.findall(r"<\w+:(\w+)>", route)
    code = next((word for part, word in CODES.items() if part in route), TASK)
    return {name: code if name == "code" else WORDS[name] for name in names}


def address_of(name: str, route: str, plan: Plan) -> str:
    """Return the page of the plan."""
    return reverse(name, kwargs={"plan": plan.code, **said_of(route)})


def signed_in(person: User) -> Client:
    """Return the client of the person."""
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
