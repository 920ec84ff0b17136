"""The agencies as before the shipped events, and the events as drafts."""

from datetime import date

import pytest

from agencies.events.history import (
    draft_events,
    load_agencies_before,
    shipped,
    wind_back,
)
from agencies.events.loading import load_agencies
from agencies.models import Agency, Ancestry, PlannedAgency, Reorganisation, Succession

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
PRESS, COMMUNES = date(2025, 4, 24), date(2025, 7, 1)


def test_before_the_events_nobody_has_ended_and_nobody_new_exists() -> None:
    """194 communes, 16 districts and two press agencies are alive without an end."""
    count = load_agencies_before(files=shipped())

    assert count == Agency.objects.count() == 233
    assert Agency.objects.filter(kind="cap-xa").count() == 194
    assert Agency.objects.filter(kind="cap-huyen").count() == 16
    assert Agency.objects.filter(kind="bao-dai").count() == 2
    assert not Agency.objects.filter(valid_to__isnull=False).exists()
    assert not Reorganisation.objects.exists()


def test_each_effective_day_becomes_one_draft_with_its_agencies_to_come() -> None:
    """24/4 has two lines, 01/7 the other 205 and the 16 districts."""
    files = shipped()
    load_agencies_before(files=files)
    press, communes = draft_events(files=files)

    assert (press.effective_on, communes.effective_on) == (PRESS, COMMUNES)
    assert communes.legal_basis == (
        "Nghị quyết 1667/NQ-UBTVQH15; Luật Tổ chức chính quyền địa phương 72/2025/QH15"
    )
    assert (press.state, communes.state) == ("draft", "draft")
    assert (press.lines.count(), communes.lines.count()) == (2, 205 + 16)
    assert (press.planned.count(), communes.planned.count()) == (1, 65)
    assert not Succession.objects.filter(successor__isnull=False).exists()
    coming = PlannedAgency.objects.get(code="ubnd-x22366").new_agency()
    shipped_row = next(r for r in files.agencies if r["code"] == "ubnd-x22366")
    assert (coming.name, coming.short_name) == (
        shipped_row["name"],
        shipped_row["short_name"],
    )
    assert (coming.kind, coming.level, coming.territory, coming.unit_code) == (
        "cap-xa",
        "xa",
        "khanh-hoa",
        "22366",
    )
    assert coming.valid_from == COMMUNES


def test_loaded_events_are_wound_back_to_drafts() -> None:
    """Ends are open again, successors stay with their first day, nobody descends."""
    load_agencies()
    assert Ancestry.objects.count() == 207
    wind_back(events=Reorganisation.objects.all())

    assert set(Reorganisation.objects.values_list("state", flat=True)) == {"draft"}
    assert not Agency.objects.filter(valid_to__isnull=False).exists()
    assert Agency.objects.get(code="ubnd-x22366").valid_from == COMMUNES
    assert not Ancestry.objects.exists()
