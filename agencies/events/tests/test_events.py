"""Drafts of reorganisations: only drafts change, and only sensibly."""

from datetime import date

import pytest

from agencies.events.drafts import (
    add_line,
    copy_event,
    delete_draft,
    plan_agency,
    remove_line,
    save_event,
)
from agencies.models import PlannedAgency, Reorganisation, Succession
from agencies.tests.factories import make_agency
from kehoach.lib.refusals import RuleBroken

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
DAY = date(2026, 7, 1)
State = Reorganisation.State


@pytest.fixture
def event():
    return save_event(
        event=None, name="Sắp xếp 2026", legal_basis="NQ 1/2026", effective_on=DAY
    )


@pytest.fixture
def old():
    return make_agency("Xã Bình Hòa", kind="cap-xa")


@pytest.fixture
def new():
    return make_agency("Phường Hòa Bình", kind="cap-xa")


def refused(call, **values):
    with pytest.raises(RuleBroken) as caught:
        call(**values)
    return caught.value


def test_a_draft_is_made_and_changed(event):
    save_event(event=event, name="Tên mới", legal_basis="NQ 2/2026", effective_on=DAY)
    saved = Reorganisation.objects.get()
    assert (saved.name, saved.legal_basis, saved.state) == (
        "Tên mới",
        "NQ 2/2026",
        "draft",
    )


def test_the_same_basis_and_day_twice_is_refused_until_the_first_is_undone(event):
    again = {"name": "Nữa", "legal_basis": "NQ 1/2026", "effective_on": DAY}
    error = refused(save_event, event=None, **again)
    assert error.message == "Đã có sự kiện với căn cứ và ngày này."
    Reorganisation.objects.update(state=State.UNDONE)
    assert save_event(event=None, **again).is_draft


def test_empty_words_and_absurd_years_are_named_by_field(event):
    blank = {"name": " ", "legal_basis": "", "effective_on": DAY}
    assert set(refused(save_event, event=None, **blank).problems) == {
        "name",
        "legal_basis",
    }
    odd = {"name": "A", "legal_basis": "B", "effective_on": date(206, 7, 1)}
    assert set(refused(save_event, event=None, **odd).problems) == {"effective_on"}


@pytest.mark.parametrize("state", [State.APPLIED, State.UNDONE])
def test_nothing_changes_once_it_is_no_draft(event, old, new, state):
    line = add_line(event=event, predecessor=old, kind="merge", successor=new)
    Reorganisation.objects.update(state=state)
    basics = {"name": "X", "legal_basis": "Y", "effective_on": DAY}
    other = {"predecessor": make_agency(), "kind": "dissolve"}
    agency = {"name": "Xã Z", "kind": "cap-xa", "level": "xa"}
    for call, values in (
        (save_event, {"event": event, **basics}),
        (add_line, {"event": event, **other}),
        (plan_agency, {"event": event, **agency}),
        (remove_line, {"line": line}),
        (delete_draft, {"event": event}),
    ):
        assert "không sửa được nữa" in refused(call, **values).message
    assert Succession.objects.count() == 1
    assert not PlannedAgency.objects.exists()


def test_a_planned_agency_gets_a_free_code(event):
    make_agency("Xã cũ", code="xa-dai-lanh")
    values = {"name": "Xã Đại Lãnh", "kind": "cap-xa", "level": "xa"}
    first = plan_agency(event=event, **values)
    second = plan_agency(event=event, **values)
    assert (first.code, second.code) == ("xa-dai-lanh-2", "xa-dai-lanh-3")
    assert first.short_name == "Xã Đại Lãnh"


def test_a_planned_agency_cannot_take_a_living_code(event, old):
    values = {"name": "X", "kind": "cap-xa", "level": "xa", "code": old.code}
    error = refused(plan_agency, event=event, **values)
    assert set(error.problems) == {"code"}
    assert not PlannedAgency.objects.exists()


def test_lines_that_make_no_sense_are_refused(event, old, new):
    for values, said in (
        ({"kind": "merge"}, "Chọn cơ quan mới"),
        ({"kind": "dissolve", "successor": new}, "không có cơ quan mới"),
        ({"kind": "merge", "successor": old}, "kế thừa chính mình"),
    ):
        error = refused(add_line, event=event, predecessor=old, **values)
        assert said in error.message
        assert set(error.problems) == {"successor"}
    assert not Succession.objects.exists()


def test_a_line_stands_once_and_dissolving_stands_alone(event, old, new):
    add_line(event=event, predecessor=old, kind="split", successor=new)
    same = refused(add_line, event=event, predecessor=old, kind="split", successor=new)
    assert "đã có trong sự kiện" in same.message
    gone = refused(add_line, event=event, predecessor=old, kind="dissolve")
    assert "không thêm dòng khác" in gone.message
    add_line(event=event, predecessor=old, kind="split", successor=make_agency())
    assert Succession.objects.count() == 2


def test_removing_the_last_line_drops_the_planned_agency(event, old):
    planned = plan_agency(event=event, name="Xã Mới", kind="cap-xa", level="xa")
    lines = [
        add_line(event=event, predecessor=each, kind="merge", planned=planned)
        for each in (old, make_agency())
    ]
    remove_line(line=lines[0])
    assert PlannedAgency.objects.count() == 1
    remove_line(line=lines[1])
    assert not PlannedAgency.objects.exists()


def test_a_deleted_draft_takes_everything_with_it(event, old, new):
    add_line(event=event, predecessor=old, kind="merge", successor=new)
    delete_draft(event=event)
    assert not Reorganisation.objects.exists()
    assert not Succession.objects.exists()
    gone = refused(add_line, event=event, predecessor=old, kind="dissolve")
    assert gone.message == "Sự kiện này đã bị xóa."


def test_an_undone_event_is_copied_to_a_new_draft(event, old, new):
    planned = plan_agency(event=event, name="Xã Mới", kind="cap-xa", level="xa")
    add_line(event=event, predecessor=old, kind="split", planned=planned)
    add_line(event=event, predecessor=old, kind="split", successor=new)
    assert "hoàn tác" in refused(copy_event, event=event).message
    event.state = State.UNDONE
    event.save()
    draft = copy_event(event=event)
    assert draft.is_draft
    assert draft.pk != event.pk
    codes = {line.successor_code for line in draft.lines.all()}
    assert codes == {"xa-moi", new.code}
    assert {row.event_id for row in draft.planned.all()} == {draft.pk}
    assert event.lines.count() == 2
    assert event.planned.count() == 1
