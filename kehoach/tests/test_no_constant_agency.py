"""No page, file, letter or notice says whose plan it is by heart (rule 16)."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.models import Notice, State
from tasks.reminders.letter import render
from tasks.reminders.nudging import words_for, worth_a_word
from tasks.reminders.wordings import sample_letter
from tasks.review.deciding import accept_duty
from tasks.tests.factories import NOW, TODAY, make_duty, make_plan, make_task

ROOT = Path(settings.BASE_DIR)
ROOMS = ("agencies", "kehoach", "reporting", "tasks")
CONSTANT = re.compile(r"\bSở\b")
APART = {"tests", "migrations", "data", "locale"}
#: Where the word stands, and why it may.
ALLOWED = {
    "agencies/models/agency.py": "the name of a kind: «Sở, ban, ngành»",
    "agencies/models/heads.py": "what heads are called, by their agency's name",
    "kehoach/sample/logins.py": "logins of the sample data",
    "kehoach/sample/sample_week.py": "words of the sample data",
    "kehoach/settings.py": "default of a variable that production must set",
    "reporting/files/sample.py": "sample that a Word template is tried with",
}


def words_in(source: str) -> Iterator[str]:
    """Yield the strings of a module that are not docstrings."""
    tree = ast.parse(source)
    silent = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in silent:
            yield str(node.value)


def test_no_module_names_the_agency() -> None:
    found = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if APART.isdisjoint(path.relative_to(ROOT).parts)
        and any(map(CONSTANT.search, words_in(path.read_text())))
    }
    assert found == set(ALLOWED)


def test_no_template_names_the_agency() -> None:
    pages = [p for p in (ROOT / "templates").rglob("*") if p.is_file()]
    assert len(pages) > 100
    named = [str(page) for page in pages if CONSTANT.search(page.read_text())]
    assert named == []


@pytest.fixture
def scene(db: None) -> Any:
    """A duty of a plan that another agency steers, sent by its own."""
    steering = make_agency("Sở Khoa học và Công nghệ")
    agency = make_agency("Phường Nha Trang", kind="cap-xa", level="xa")
    return make_duty(make_task(make_plan(steering)), agency), steering


def test_notice_mail_and_page_name_who_steers_this_plan(
    scene: Any, client: Any
) -> None:
    duty, steering = scene
    officer = make_user("officer", duty.agency)
    head = make_user("head", steering)
    page = f"/nhiem-vu/{duty.pk}/"
    client.force_login(officer)
    body = client.get(page).content.decode()
    assert steering.short_name in body
    assert "Sở Nội vụ" not in body

    late = duty.due_on + timedelta(days=3)
    letter = sample_letter(person=officer, kind="late", today=late)
    assert letter is not None
    sent = render(letter)
    assert steering.name in sent.text
    assert steering.name in sent.html
    assert "Sở Nội vụ" not in sent.text + sent.html
    words = words_for(duty.agency, worth_a_word(duty.agency, duty.period, late))
    assert f"{steering.short_name} xin nhắc 1 nhiệm vụ" in words

    duty.state, duty.first_sent_on = State.SUBMITTED, TODAY
    duty.save()
    accept_duty(duty=duty, actor=head, today=TODAY, now=NOW)
    notice = Notice.objects.get(person=officer)
    assert notice.text.startswith(f"{steering.short_name} đã tiếp nhận")


def test_pages_of_nobody_name_the_only_one_or_none(scene: Any, client: Any) -> None:
    _, steering = scene
    page = client.get(reverse("login")).content.decode()
    assert f"về {steering.short_name}." in page
    make_plan(make_agency("Sở Y tế"))
    page = client.get(reverse("login")).content.decode()
    assert "về cơ quan theo dõi kế hoạch." in page


@pytest.mark.parametrize(
    "name",
    ["activation", "account_warning", "account_event", "reopening", "password_reset"],
)
def test_account_mail_is_signed_by_who_sends_it(name: str, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Sở Khoa học <khong-tra-loi@khanhhoa.gov.vn>"
    body = render_to_string(f"emails/{name}.txt", {})
    assert body.rstrip().splitlines()[-1] == "Sở Khoa học"
