"""The technical admin: grouped by purpose, Vietnamese in every word, lists not JSON."""

import json
import re
from gettext import GNUTranslations
from pathlib import Path

import django
import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import widgets
from django.urls import reverse
from django.utils.translation import ngettext, pgettext

from agencies.models import AgencyGroup, GroupMember, GroupRule
from agencies.tests.factories import make_agency, make_user
from kehoach.technical_admin.admin_site import GROUPS, UNLISTED
from tasks.adhoc.tests.requesting import Asking
from tasks.models import Plan
from tasks.tests.factories import (
    make_assignment,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)

pytestmark = [pytest.mark.django_db]
#: Words of Django and of packages that no Vietnamese page has.
ENGLISH = frozenset(
    [
        "add",
        "added",
        "adhoc",
        "agency",
        "all",
        "and",
        "any",
        "apply",
        "are",
        "attempt",
        "available",
        "before",
        "been",
        "cannot",
        "change",
        "changed",
        "changes",
        "choose",
        "chosen",
        "clear",
        "click",
        "close",
        "code",
        "column",
        "columns",
        "confirm",
        "control",
        "current",
        "currently",
        "data",
        "date",
        "day",
        "delete",
        "deleted",
        "down",
        "due",
        "enter",
        "error",
        "errors",
        "export",
        "field",
        "fields",
        "file",
        "filter",
        "filters",
        "following",
        "form",
        "format",
        "from",
        "front",
        "group",
        "has",
        "have",
        "help",
        "hide",
        "history",
        "hold",
        "home",
        "hour",
        "hours",
        "identifier",
        "ignore",
        "import",
        "imported",
        "invalid",
        "item",
        "json",
        "kind",
        "label",
        "line",
        "lookups",
        "model",
        "more",
        "must",
        "name",
        "new",
        "next",
        "no",
        "none",
        "not",
        "note",
        "now",
        "number",
        "object",
        "objects",
        "of",
        "one",
        "only",
        "open",
        "optional",
        "order",
        "other",
        "page",
        "password",
        "period",
        "person",
        "please",
        "plan",
        "position",
        "preview",
        "previous",
        "reason",
        "recent",
        "remove",
        "required",
        "reset",
        "resource",
        "row",
        "run",
        "save",
        "saved",
        "search",
        "section",
        "select",
        "selected",
        "server",
        "show",
        "site",
        "skipped",
        "sort",
        "state",
        "submit",
        "successfully",
        "target",
        "task",
        "text",
        "the",
        "this",
        "time",
        "title",
        "today",
        "toggle",
        "tomorrow",
        "type",
        "update",
        "updated",
        "use",
        "user",
        "username",
        "valid",
        "value",
        "values",
        "view",
        "was",
        "welcome",
        "with",
        "yes",
        "yesterday",
        "you",
        "your",
    ]
)
#: Vietnamese syllables that look the same.
ALSO_VIETNAMESE = {"the", "no", "any", "ban", "so", "an"}
LISTED = [label for *_, labels in GROUPS for label in labels]


@pytest.fixture
def boss(client):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def world():
    """A plan with a row of everything that the admin lists."""
    agency = make_agency(parent=make_agency())
    plan = make_plan(agency)
    period, task = make_period(plan), make_task(plan)
    make_assignment(task, agency)
    make_duty(task, agency, period)
    make_figure(task)
    group = AgencyGroup.objects.create(code="nhom", name="Nhóm")
    GroupRule.objects.create(group=group, kind="so")
    GroupMember.objects.create(group=group, agency=agency)
    make_user("officer", agency)
    return plan


def words_of(html):
    """Return what a reader meets: text, and what buttons, boxes and pictures say."""
    html = re.sub(r"<(script|style|pre|code)\b.*?</\1>", " ", html, flags=re.DOTALL)
    said = re.findall(r'(?:alt|title|placeholder|aria-label)="([^"]*)"', html)
    said += re.findall(r'<input type="submit" value="([^"]*)"', html)
    said.append(re.sub(r"<[^>]+>", " ", html))
    return " ".join(said)


def foreign(html):
    """Return the English words of a page."""
    words = set(
        re.findall(
            r"[a-z]+",
            re.sub(r"[^\x00-\x7f]\w*|\w*[^\x00-\x7f]\w*", " ", words_of(html).lower()),
        )
    )
    return sorted(words & (ENGLISH - ALSO_VIETNAMESE))


def addresses(model):
    """Yield every page of a model."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield reverse(f"{name}_changelist")
    yield reverse(f"{name}_changelist") + "?_facets=True"
    yield reverse(f"{name}_changelist") + "?_popup=1"
    yield reverse("admin:app_list", args=[model._meta.app_label])
    model_admin = admin.site._registry[model]
    row = model._default_manager.first()
    if row:
        for page in ("change", "delete", "history"):
            yield reverse(f"{name}_{page}", args=[row.pk])
    yield reverse(f"{name}_add")
    for extra in ("import", "export"):
        if hasattr(model_admin, f"{extra}_action"):
            yield reverse(f"{name}_{extra}")


@pytest.mark.parametrize("label", [*LISTED, *UNLISTED])
def test_every_page_of_the_admin_is_vietnamese(boss, world, label):
    opened = 0
    for path in addresses(apps.get_model(label)):
        page = boss.get(path)
        if page.status_code in {302, 403}:
            continue
        opened += 1
        assert page.status_code == 200, path
        assert foreign(page.content.decode()) == [], path
    assert opened


def test_what_the_admin_says_of_wrong_forms_is_vietnamese(boss, world):
    for label in LISTED:
        model = apps.get_model(label)
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_add"
        page = boss.post(reverse(name), {"x": "1"})
        if page.status_code == 200:
            assert foreign(page.content.decode()) == [], label


def test_the_index_is_grouped_by_purpose_without_technical_entries(boss):
    page = boss.get(reverse("admin_index"))
    groups = [each["name"] for each in page.context["app_list"]]
    assert groups == [name for name, *_ in GROUPS]
    text = page.content.decode().lower()
    for word in ("mốc mặt trời", "phong bì", "crontab", "các nhóm"):
        assert word not in text
    assert foreign(page.content.decode()) == []
    assert {model._meta.label for model in admin.site._registry} == {
        *LISTED,
        *UNLISTED,
    }


def test_scripts_of_the_admin_find_their_words(boss):
    """What a script asks gettext for is in the catalogue, or has no letters."""
    folder = Path(django.__file__).parent / "contrib/admin/static/admin/js"
    asked = {
        word
        for path in folder.rglob("*.js")
        if "vendor" not in path.parts
        for word in re.findall(r"\bgettext\('([^']+)'\)", path.read_text())
    }
    answer = boss.get(reverse("admin:jsi18n")).content.decode()
    found = json.loads(re.search(r"newcatalog = ({.*?});", answer, re.DOTALL)[1])
    assert {word for word in asked if word not in found} == set()


@pytest.mark.parametrize("label", LISTED)
def test_no_box_asks_for_json_and_long_lists_are_searched(boss, rf, label):
    model = apps.get_model(label)
    held = admin.site._registry[model]
    request = rf.get("/")
    request.user = make_user(is_superuser=True, is_staff=True)
    sets = [each.get_formset(request) for each in held.get_inline_instances(request)]
    forms_of = [(held.get_form(request), ""), *((s.form, s.fk.name) for s in sets)]
    for form, parent in forms_of:
        for name, field in form.base_fields.items():
            if name == parent:
                continue
            assert not isinstance(field, forms.JSONField), (label, name)
            if isinstance(field, forms.ModelChoiceField):
                widget = getattr(field.widget, "widget", field.widget)
                assert isinstance(
                    widget,
                    widgets.AutocompleteSelect
                    | widgets.AutocompleteSelectMultiple
                    | widgets.FilteredSelectMultiple,
                ), (label, name)


def test_lists_are_lines_and_names(boss, world):
    plan = Plan.objects.get()
    path = reverse("admin:tasks_plan_change", args=[plan.pk])
    page = boss.get(path)
    form = page.context["adminform"].form
    sent = {
        name: "" if form[name].value() is None else form[name].value()
        for name in form.fields
    }
    sent |= {
        "purposes": "Một\r\n\r\nHai",
        "issued_on": "",
        "begins_on": "",
        "ends_on": "",
    }
    sent |= {"scopes-TOTAL_FORMS": "0", "scopes-INITIAL_FORMS": "0"}
    saved = boss.post(path, sent)
    assert saved.status_code == 302, saved.context["adminform"].form.errors
    plan.refresh_from_db()
    assert plan.purposes == ["Một", "Hai"]


def plan_of(row):
    """Return the plan of a row of any of three models."""
    task = getattr(row, "task", None)
    return task.plan if task else getattr(row, "plan", row)


def test_rows_of_requests_stand_apart(boss, world):
    asking = Asking()
    asking.open()
    theirs = asking.request.plan
    for model, mine, other in (
        ("plan", "", "dot-xuat"),
        ("task", "", "dot-xuat"),
        ("assignment", "", "dot-xuat"),
    ):
        path = reverse(f"admin:tasks_{model}_changelist")
        plain = boss.get(path, {"ke-hoach": mine} if mine else {})
        apart = boss.get(path, {"ke-hoach": other})
        assert theirs not in [plan_of(row) for row in plain.context["cl"].queryset]
        assert {plan_of(row) for row in apart.context["cl"].queryset} == {theirs}
        first = plain.context["cl"].filter_specs[0]
        assert first.title == "kế hoạch"
    found = boss.get(
        reverse("admin:autocomplete"),
        {"app_label": "tasks", "model_name": "task", "field_name": "plan", "term": ""},
    ).json()["results"]
    assert str(theirs.pk) not in {each["id"] for each in found}


def test_django_says_anh_chi_in_the_admin_too():
    said = []
    for room in ("admin", "auth"):
        place = Path(django.__file__).parent / f"contrib/{room}/locale/vi/LC_MESSAGES"
        with (place / "django.mo").open("rb") as file:
            catalog = GNUTranslations(file)._catalog
        for key in filter(None, catalog):
            one = key[0] if isinstance(key, tuple) else key
            context, _, text = one.rpartition("\x04")
            said.append(pgettext(context, text) if context else ngettext(text, "", 1))
    assert len(said) > 200
    assert [text for text in said if re.search(r"\b[Bb]ạn\b|[Cc]húng tôi", text)] == []
