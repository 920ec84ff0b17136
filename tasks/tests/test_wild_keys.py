"""Numbers too large for a key, in addresses and forms, are answered and never fail."""

import pytest
from django.urls import URLPattern, get_resolver

from agencies.tests.factories import make_agency, make_user
from kehoach.testing.examples import few_of
from tasks.models import ContributionRequest
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]
WILD = "9" * 20
WORDS = [WILD, "9" * 5000, "²", "-1", "x", ""]
TEXTS = {"slug": "x", "str": "x", "path": "x"}


def keyed(patterns, prefix=""):
    """Yield the portal's addresses that name a row by its number, as 20 digits."""
    for each in patterns:
        route = prefix + str(each.pattern)
        if route.startswith("admin"):
            continue
        if isinstance(each, URLPattern):
            if "<int:" in route and "(" not in route:
                yield filled(route)
        else:
            yield from keyed(each.url_patterns, route)


def filled(route):
    """Return the address with every part filled in."""
    pieces = route.replace(">", "<").split("<")
    for place in range(1, len(pieces), 2):
        kind = pieces[place].split(":")[0]
        pieces[place] = WILD if kind == "int" else TEXTS.get(kind, "2026")
    return "/" + "".join(pieces)


@pytest.mark.slow
def test_no_address_with_twenty_digits_fails(login, duty):
    addresses = set(keyed(get_resolver().url_patterns))
    assert len(addresses) > 60
    client = login(make_user("head", duty.period.plan.steering_agency))
    client.raise_request_exception = False
    failed = [
        f"{method} {address}"
        for address in sorted(addresses)
        for method in ("get", "post")
        if getattr(client, method)(address).status_code >= 500
    ]
    assert failed == []


@pytest.mark.parametrize("word", few_of(WORDS, [WILD, "²", ""]))
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("submit_ready", "period"), ("prepare_ready", "period"),
        ("nothing", "period"), ("submit_ready", "duty"), ("submit_ready", "seen"),
        ("nothing", "duty"),
    ],
)  # fmt: skip
def test_posted_keys_of_the_desk_never_fail(login, duty, head, name, field, word):
    form = {"period": duty.period.pk, "chon": "1", "duty": duty.pk}
    form[field] = f"{word}-{word}" if field == "seen" else word
    address = plan_page(f"tasks:{name}", args=[duty.agency.code])
    answer = login(head).post(address, form)
    assert answer.status_code == (404 if field == "period" else 302)


@pytest.mark.parametrize("word", few_of(WORDS, [WILD, "²", ""]))
@pytest.mark.parametrize(
    ("name", "field"), [("accept_chosen", "duty"), ("merge_difficulties", "difficulty")]
)
def test_ticks_of_the_steering_agency_never_fail(login, duty, name, field, word):
    client = login(make_user("head", duty.period.plan.steering_agency))
    answer = client.post(plan_page(f"tasks:{name}"), {field: [word, word]})
    assert answer.status_code in {200, 302}


@pytest.mark.parametrize("word", few_of(WORDS, [WILD, "²", ""]))
def test_forms_that_choose_rows_never_fail(login, duty, officer, word):
    helper = make_agency("Sở Tư pháp")
    asked = ContributionRequest.objects.create(
        duty=duty, agency=helper, question="Số lớp", due_on=TODAY, asked_by=officer,
        asked_on=TODAY, recorded_at=NOW,
    )  # fmt: skip
    places = [
        (make_user("officer", helper), "contribution", asked.pk, "evidence"),
        (officer, "attach_evidence", duty.pk, "evidence"),
        (officer, "log_progress", duty.pk, "also_for"),
        (officer, "log_progress", duty.pk, "kept"),
        (officer, "assign_holder", duty.pk, "to"),
        (officer, "say", duty.pk, "answers"),
        (officer, "new_difficulty", duty.agency.code, "duty"),
        (officer, "unit_report", duty.agency.code, "covers"),
    ]
    for person, name, key, field in places:
        answer = login(person).post(
            plan_page(f"tasks:{name}", args=[key]), {field: [word], "text": "Họp"}
        )
        assert answer.status_code in {200, 302, 404}, name


@pytest.mark.parametrize("word", few_of(WORDS, [WILD, "²", ""]))
@pytest.mark.parametrize(
    "address",
    [
        "tasks:difficulties?so=", "tasks:review?page=", "tasks:duties?page=",
        "tasks:periods?nam=", "tasks:calendar?thang=", "tasks:duties?nhom=",
        "tasks:new_difficulty?duty=", "tasks:new_difficulty?nhiem-vu=",
    ],
)  # fmt: skip
def test_what_an_address_asks_for_never_fails(login, duty, address, word):
    name, query = address.split("?")
    person = make_user("head", duty.period.plan.steering_agency)
    args = [duty.period.plan.steering_agency.code] if "new_" in name else []
    page = login(person).get(f"{plan_page(name, args=args)}?{query}{word}")
    assert page.status_code in {200, 302, 404}
