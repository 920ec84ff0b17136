"""Printed figures: keys that stay, files for machines, and the same numbers again by
queries that share nothing with the builders.
"""

import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.conf import settings

from agencies.tests.factories import make_agency, make_user
from kehoach.testing.examples import few_of
from reporting.counting.links import kinds_of_annexes, rows_address_of
from reporting.facts.figure_keys import printed_figures
from reporting.facts.report import AnnexTable
from reporting.facts.tests.papers import YEARLY
from reporting.files.yearly_data import SCHEMA, report_csv, report_json
from reporting.tests.recounting import (
    compared_again,
    informed_again,
    past_again,
    recounted,
)
from reporting.yearly.freezing import facts_for, freeze
from tasks.models import Duty, Period
from tasks.official_letters.unit_reports import record_unit_report
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY, make_period
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit, silent_unit

FIELDS = {
    "schema", "year", "state", "frozen_version", "facts_sha256", "data_from",
    "data_to", "documents", "data_day", "number", "issued_on", "issuer", "title", "units",
    "targets", "figures", "annexes", "not_reported", "sections",
}  # fmt: skip
MEASURE_FIELDS = {
    "code", "name", "kind", "unit", "numerator", "denominator", "not_applicable",
    "not_reported", "ended_units", "rate",
}  # fmt: skip
HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1", "{{ 7*7 }}")


def as_json(facts) -> dict:
    return json.loads(report_json(facts, state="frozen", version=2, sha256="ab"))


def test_the_shape_is_the_documented_one() -> None:
    body = as_json(YEARLY)
    assert body["schema"] == SCHEMA == "kehoach.bao-cao-nam/1"
    assert set(body) == FIELDS
    assert set(body["targets"][0]["measures"][0]) == MEASURE_FIELDS
    assert set(body["figures"][0]) == {"key", "place", "label", "value", "unit"}
    docs = (settings.BASE_DIR / "docs" / "report-schema.md").read_text()
    assert {name for name in FIELDS | MEASURE_FIELDS if f"`{name}" not in docs} <= {
        "code", "name", "kind", "unit",
    }  # fmt: skip
    assert SCHEMA in docs


def test_every_key_is_there_once() -> None:
    keys = [one.key for one in printed_figures(YEARLY)]
    assert len(keys) == len(set(keys)) > 10


def test_csv_json_and_facts_say_the_same() -> None:
    lines = list(csv.DictReader(StringIO(report_csv(YEARLY).decode("utf-8-sig"))))
    figures = as_json(YEARLY)["figures"]
    assert [line["key"] for line in lines] == [one["key"] for one in figures]
    for line, one in zip(lines, figures, strict=True):
        said = "" if one["value"] is None else str(one["value"])
        assert line["value"] == said
    measure = YEARLY.targets[0].measures[0]
    first = next(line for line in lines if line["key"].endswith("/tu-so"))
    assert Decimal(first["value"]) == measure.numerator


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(text) -> None:
    annex = AnnexTable(
        "VIII", "Thử", ("TT", text, "Số"), ((1, text, 5),), (None, text, 5)
    )
    facts = replace(YEARLY, annexes=(annex,))
    lines = list(csv.reader(StringIO(report_csv(facts).decode("utf-8-sig"))))
    assert len(lines) > 1
    for line in lines:
        for cell in line[:5]:
            assert not cell.lstrip().startswith(("=", "+", "@", "-"))
    assert as_json(facts)["annexes"][0]["rows"] == [[1, text, 5]]


@pytest.fixture
def scene(db):
    found = make_scene()
    first = make_unit(found)
    answer(found, first, charged=10, trained=4, must_have=True, has_rule=True)
    second = make_unit(found)
    answer(found, second, charged=6, trained=6, must_have=True, has_rule=False)
    third = make_unit(found, state="submitted", accepted_on=None)
    answer(found, third, charged=5, trained=1, must_have=False)
    silent_unit(found)
    silent_unit(found, is_requested=True)
    make_unit(found, state="waived", reason="Không thuộc diện")
    return found


@pytest.mark.parametrize("closed", [False, True])
def test_every_figure_is_counted_again_from_the_rows(scene, closed) -> None:
    if closed:
        closed_and_frozen(scene)
    facts = facts_for(period=scene.period, today=AFTER)
    figures = printed_figures(facts)
    printed = {one.key: one.value for one in figures if one.value is not None}
    again = recounted(scene)
    assert printed == again
    assert again[f"nhiem-vu/{scene.task.code}/phai-thuc-hien"] == 4


@pytest.mark.parametrize("closed", few_of([False, True], [True]))
def test_with_an_earlier_year_and_a_letter_every_figure_is_counted_again(
    scene, closed
) -> None:
    """The running and the closed year, what they are compared by, and what stands
    apart: printed as plain SQL counts it, and nothing else.
    """
    last = with_last_year(scene)
    body = make_agency("Ban Tuyên giáo và Dân vận Tỉnh ủy", kind="dang")
    answer(
        scene, make_unit(scene, agency=body, is_requested=True), charged=9, trained=8
    )
    record_unit_report(
        agency=body, period=scene.period, number="12-CV/BTGDVTU", covers=(),
        signed_on=TODAY, arrived_on=TODAY, today=TODAY, now=NOW,
        actor=make_user("officer", scene.plan.steering_agency),
    )  # fmt: skip
    if closed:
        closed_and_frozen(scene)
    figures = printed_figures(facts_for(period=scene.period, today=AFTER))
    printed = {one.key: one.value for one in figures if one.value is not None}
    again = recounted(scene) | past_again(last) | informed_again(scene.period.pk)
    again |= compared_again(scene.period.pk, last.pk)
    assert printed == again
    assert again["muc-tieu/II.1/II.1/thong-tin-tu-so"] == 8
    assert again["cung-don-vi/2025/so-lieu/nguoi-duoc-giao/tren"] == 4


def with_last_year(scene) -> Period:
    """Return 2025, closed: two units of this year and one that is there no more."""
    now, last = scene.period, make_period(scene.plan, 2025)
    spoke = Duty.objects.filter(period=now, state="accepted").order_by("pk")
    agencies = [duty.agency for duty in spoke] + [make_agency("UBND xã Khác")]
    scene.period = last
    sent = {"first_sent_on": date(2025, 12, 10), "accepted_on": date(2025, 12, 12)}
    for number, agency in enumerate(agencies, 3):
        duty = make_unit(scene, agency=agency, **sent)
        answer(scene, duty, charged=10, trained=number, must_have=True, has_rule=True)
    head = make_user("head", scene.plan.steering_agency)
    close_period(period=last, actor=head, today=date(2025, 12, 20), now=NOW)
    scene.period = now
    return last


def closed_and_frozen(scene) -> None:
    head = make_user("head", scene.period.plan.steering_agency)
    close_period(period=scene.period, actor=head, today=AFTER, now=NOW)
    scene.period.refresh_from_db()
    freeze(period=scene.period, actor=head, today=AFTER, now=NOW)


def number_on(page, key: str) -> Decimal:
    """Return the number that the page of the rows adds up to."""
    context, word = page.context, key.rpartition("/")[2]
    if "shown" in context:
        shown = context["shown"]
        if word in ("tu-so", "da-ket-thuc"):
            return shown.numerator
        return shown.denominator if word == "mau-so" else Decimal(len(shown.rows))
    total = context["total"]
    if "figure" in context:
        number = total.units if word == "don-vi" else total.total
        return number if total else Decimal(0)
    return Decimal(total)


@pytest.mark.parametrize("closed", few_of([False, True], [False]))
def test_the_rows_behind_every_figure_add_up_to_it(
    scene, closed, client, clock
) -> None:
    if closed:
        closed_and_frozen(scene)
    clock.at(AFTER)
    client.force_login(scene.reader)
    kinds = kinds_of_annexes(scene.period.plan)
    facts = facts_for(period=scene.period, today=AFTER)
    figures = printed_figures(facts)
    assert figures
    for figure in figures:
        address = rows_address_of(figure, scene.period, kinds)
        page = client.get(address)
        assert page.status_code == 200, address
        is_list = "/dong-" in figure.key or "#" in address
        if not is_list and figure.value is not None:
            assert number_on(page, figure.key) == figure.value, figure.key


def test_the_files_are_handed_out_and_lead_to_rows_that_open(scene, client) -> None:
    client.force_login(
        scene.reader, backend="django.contrib.auth.backends.ModelBackend"
    )
    names = ("yearly_json", "yearly_csv", "yearly_sources")
    answers = [
        client.get(plan_page(f"reporting:{name}", args=[2026])) for name in names
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert json.loads(answers[0].content)["state"] == "drafting"
    sheet = openpyxl.load_workbook(BytesIO(answers[2].content)).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    addresses = {row[5] for row in rows}
    assert len(rows) == len(
        printed_figures(facts_for(period=scene.period, today=AFTER))
    )
    assert addresses
    for address in addresses:
        path = address.removeprefix(settings.SITE_URL).split("#")[0]
        assert client.get(path).status_code == 200, address
    stranger = make_user("officer", make_agency("UBND xã Lạ"))
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    for name in names:
        path = plan_page(f"reporting:{name}", args=[2026])
        assert client.get(path).status_code == 404
