"""Every form that adds a row carries its key; a new one without a key fails here."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from agencies.tests.factories import make_user
from tasks.models import Extension, UrgingLetter
from tasks.official_letters.tests import letters
from tasks.tests.addresses import plan_page
from tasks.tests.pages import TOLD, key_on, text_of

#: Only what these hold is a view's own; services know nothing of forms.
VIEWS = re.compile(r"kehoach\.|(agencies|tasks|reporting)\.(\w+\.)*views")
#: The written exceptions: why a form that is posted needs no key.
WITHOUT_KEY = {
    "moves a state: the service refuses the second one": """
        accept accept_chosen prepare prepare_ready submit
        submit_ready send_back take_back send_answers adhoc_cancel adhoc_close
        adhoc_extend adhoc_send plan_change plan_change_undo committee_answer decide_extension confirm_letter take_off_letter
        withdraw_contribution withdraw_entry detach_evidence mark_product quarantine answer escalate
        merge_difficulties part_difficulty letter_sent letter_file answer_again end_pause
        period_close open_year reorganisation_apply reorganisation_undo
        reporting:freeze reporting:reopen reporting:hand_in reporting:issue
        reporting:submit_committee reporting:take_back_committee
        reporting:issue_committee hand_over reopen reopen_confirm nothing
        referral referral_return referral_take_back reporting:issue_erratum
        reporting:replace_report answer_offer withdraw_offer
        reporting:approve_measures replace_letter end_field_grant end_reading
    """,
    "says again what holds: a second one changes nothing": """
        bind_direction assign_holder adhoc_addressees follow_difficulty share_difficulty
        plan_change_line_delete plan_change_heirs draft_row_delete offered calendar_of_plan watching end_stand_in notice notices_read keep_draft drop_draft keep_file adhoc_drop
        shut second_factors retry_reminders letter_words reporting:switch_scores reorganisation_choose
        reorganisation_people reorganisation_delete plan_change_delete reorganisation_line_remove
        reporting:ask_pdf reporting:ask_committee_pdf reporting:example
        reporting:drop_erratum reporting:drop_dossier end_sessions
    """,
    "writes over a version: the second one is stale or equal": """
        adhoc_edit letter period reorganisation_edit reporting:committee
        reporting:outline reporting:outline_annex reporting:outline_restore
        reporting:outline_section reporting:outline_section_delete reporting:section
        reporting:score reporting:score_formula reporting:yearly
        reporting:word_template reporting:word_template_restore
        reporting:putting_right reporting:compare_report reporting:compare_committee
        reporting:unit_paper reporting:unit_outline
    """,
    "a step, seen at once and taken back by the other button": """
        draft_row_move
    """,
    "a constraint allows one: per name, basis and day, line, days": """
        add_person stand_in reorganisation_new reorganisation_line
    """,
    "a checked sheet: equal rows change nothing": """
        desk_sheet desk_sheet_write people_sheet people_write reorganisation_sheet
        plan_workbook
        reorganisation_sheet_write
    """,
    "a copy is meant each time: a draft without effect, dropped by one press": """
        adhoc_copy reorganisation_copy
    """,
    "a letter by mail or an address is made anew each time": """
        password_reset send_link feed_renew
    """,
}


def every_view(resolver: Any, space: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the name and the function of every address but the administration's."""
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            inner = f"{each.namespace}:" if each.namespace else ""
            if inner != "admin:":
                yield from every_view(each, space + inner)
        else:
            yield f"{space}{each.name or ''}".removeprefix("tasks:"), each.callback


def names_in(code: Any) -> Iterator[str]:
    """Yield the names that the code and what is written inside it use."""
    yield from code.co_names
    for inner in code.co_consts:
        if inspect.iscode(inner):
            yield from names_in(inner)


def sources(view: Any) -> str:
    """Return the source of the view and of the functions of views that it uses."""
    found: dict[Any, str] = {}
    waiting = [view]
    while waiting:
        bare = inspect.unwrap(waiting.pop())
        if not inspect.isfunction(bare) or bare in found:
            continue
        if not VIEWS.match(bare.__module__) or bare.__name__ == "once":
            continue
        found[bare] = inspect.getsource(bare)
        used = list(names_in(bare.__code__))
        held = [bare.__globals__.get(name) for name in used]
        modules = [each for each in held if isinstance(each, ModuleType)]
        waiting += held + [getattr(m, name, None) for m in modules for name in used]
    return "\n".join(found.values())


def posted() -> Iterator[tuple[str, bool]]:
    """Yield every address that takes a form, and whether it is stored once."""
    for name, view in every_view(get_resolver()):
        bare = inspect.unwrap(view)
        if not inspect.isfunction(bare) or "@require_safe" in inspect.getsource(bare):
            continue
        source = sources(view)
        if re.search(r"request\.POST|require_POST|request\.method", source):
            yield name, bool(re.search(r"\bonce\(request, ", source))


def written() -> set[str]:
    return {name for names in WITHOUT_KEY.values() for name in names.split()}


def test_every_form_is_stored_once_or_says_why_not() -> None:
    without = {name for name, is_once in posted() if not is_once}
    assert without - written() == set(), "a new form: surround its service by `once`"
    assert written() - without == set(), "an exception that is none any more"


def test_the_form_of_every_such_address_carries_the_key() -> None:
    """The forms that name their address; those that post to their own page are in
    `test_once`.
    """
    keyed = {name for name, is_once in posted() if is_once}
    lacking = []
    for path in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        for form in re.findall(r"<form[^>]*?>.*?</form>", path.read_text(), re.DOTALL):
            place = re.search(r"""action="{% url ['"](?:tasks:)?([\w:]+)""", form)
            if place and place[1] in keyed and "{% form_key %}" not in form:
                lacking.append(f"{path.name}: {place[1]}")
    assert lacking == []


@pytest.mark.django_db
@pytest.mark.usefixtures("_inside_the_period")
def test_one_duty_is_extended_once(login, duty):
    reviewer = make_user("officer", duty.period.plan.steering_agency)
    client, url = login(reviewer), reverse("tasks:extend", args=[duty.pk])
    form = {"new_due_on": "31/12/2026", "reason": "Bão số 9", "next": "/"}
    form["form_key"] = key_on(text_of(client.get(url)))
    client.post(url, form)
    again = client.post(url, form, follow=True)
    assert TOLD in text_of(again)
    assert Extension.objects.count() <= 1
    assert duty.events.filter(kind="extended").count() == 1
    page = text_of(client.post(url, form | {"form_key": "k", "new_due_on": "1/1/2020"}))
    assert "Bão số 9" in page


@pytest.fixture
def scene(clock):
    clock.at(letters.NOW)
    return letters.Scene()


@pytest.mark.django_db
def test_a_letter_is_drafted_once_and_again_when_it_is_meant(login, scene):
    client, url = login(scene.officer), plan_page("tasks:new_letter")
    page = text_of(client.get(plan_page("tasks:letters")))
    form = {"purpose": "urge", "issuer": "so", "agency": [scene.late[0].pk]}
    form["form_key"] = key_on(page)
    client.post(url, form)
    assert "Đã lưu rồi lúc" in text_of(client.post(url, form, follow=True))
    assert UrgingLetter.objects.count() == 1
    other = client.post(url, form | {"form_key": "khac"})
    ticked = f'value="{scene.late[0].pk}" checked'
    assert "với đúng nội dung này" in text_of(other)
    assert ticked in other.content.decode()
    assert UrgingLetter.objects.count() == 1
    client.post(url, form | {"form_key": key_on(text_of(other))})
    assert UrgingLetter.objects.count() == 2
