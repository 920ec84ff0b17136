"""From the plan's page and a duty's page to a draft: forms of rows, who may."""

from datetime import date

import pytest

from agencies.tests.factories import make_user
from tasks.changing import save_draft
from tasks.changing.tests.changing import BASIS, ON, apply, live
from tasks.models import PlanChange, Section, Target, Task
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_assignment
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, given, duty):
    person = make_user("officer", given.task.plan.steering_agency)
    client.force_login(person)
    return client


def words_of(row, **columns) -> dict[str, object]:
    """Return the form of the row as a browser sends it."""
    names = ("section_id", "code", "text", "short_title", "role_label", "assignee_text")
    more = ("coordinating_text", "schedule", "schedule_text")
    said = {n.removesuffix("_id"): getattr(row, n) for n in (*names, *more)}
    kept = row.assignments.all() if row.pk else ()
    said |= {f"to_{each.pk}": f"co-quan-{each.agency_id}" for each in kept}
    said |= {f"role_{each.pk}": each.role for each in kept}
    return {**said, "due_on": "", "into": ""} | columns


def test_a_clause_leads_to_its_draft(officer, given, duty, building):
    task = given.task
    page = text_of(officer.get(plan_page("/")))
    assert "Điều chỉnh" in page
    place = f"/dieu-chinh/nhiem-vu/{task.pk}/"
    assert officer.get(place).status_code == 200
    answer = officer.post(
        place,
        words_of(
            task,
            text="Lời mới",
            **{f"to_{given.pk}": f"co-quan-{building.pk}", f"role_{given.pk}": "lead"},
        ),
    )
    draft = PlanChange.objects.get()
    assert answer["Location"] == f"/dieu-chinh/{draft.pk}/"
    lines = {line.subject: line.after for line in draft.lines.all()}
    assert lines == {
        "task": {"text": "Lời mới"},
        "assignment": {"agency_id": building.pk, "group_id": None},
    }
    task.refresh_from_db()
    assert task.text != "Lời mới"
    said = text_of(officer.get(answer["Location"]))
    assert "Sở Xây dựng" in said
    assert "Áp dụng từ" not in said


def test_an_officer_drafts_and_the_head_applies(officer, client, given, duty, building):
    task = given.task
    officer.post(f"/dieu-chinh/nhiem-vu/{task.pk}/", words_of(task, text="Lời mới"))
    draft = PlanChange.objects.get()
    place = f"/dieu-chinh/{draft.pk}/"
    kept = {
        n: v.strftime("%d/%m/%Y") if isinstance(v, date) else v
        for n, v in BASIS.items()
    }
    kept |= {"effective_on": "01/06/2026"}
    officer.post(place, kept)
    digest = officer.get(place).context["preview"].digest
    applied = kept | {"digest": digest, "ap-dung": "1"}
    assert officer.post(place, applied).status_code == 403
    client.force_login(make_user("head", task.plan.steering_agency))
    assert "Áp dụng từ" in text_of(client.get(place))
    assert client.post(place, applied).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "applied"


def test_several_clauses_go_into_one_draft(officer, given, duty, building):
    task = given.task
    target = Target.objects.create(
        plan=task.plan, code="II.1", text="80%", short_title="Xã"
    )
    officer.post(f"/dieu-chinh/nhiem-vu/{task.pk}/", words_of(task, text="Lời mới"))
    draft = PlanChange.objects.get()
    officer.post(
        f"/dieu-chinh/muc-tieu/{target.pk}/",
        {
            "code": "II.1",
            "text": "90%",
            "short_title": "Xã",
            "threshold": "90",
            "operator": "least",
            "unit": "%",
            "into": draft.pk,
        },
    )
    officer.post(
        f"/dieu-chinh/them/nhiem-vu/{task.plan_id}/",
        words_of(
            Task(section_id=task.section_id, schedule="annual"),
            code="IV.5.2", text="Thêm", short_title="Thêm", schedule_text="Hằng năm",
            follows=task.pk, to_1=f"co-quan-{building.pk}", role_1="lead", into=draft.pk,
        ),
    )  # fmt: skip
    said = text_of(officer.get(f"/dieu-chinh/{draft.pk}/"))
    assert [x.subject for x in draft.lines.all()] == ["task", "target", "task"]
    assert "Bổ sung IV.5.2 Thêm" in said
    line = draft.lines.get(subject="target")
    officer.post(f"/dieu-chinh/{draft.pk}/dong/{line.pk}/bo/")
    assert draft.lines.count() == 2


@pytest.fixture
def heading(officer, given):
    """Return the line by which a draft adds a heading."""
    place = f"/dieu-chinh/them/muc/{given.task.plan_id}/"
    officer.post(place, {"code": "V", "title": "Nhiệm vụ mới", "into": ""})
    return PlanChange.objects.get().lines.get()


def new_task(given, building, **columns):
    return words_of(
        Task(schedule="annual"),
        code="V.1", text="Thêm", short_title="Thêm", schedule_text="Hằng năm",
        to_1=f"co-quan-{building.pk}", role_1="lead", **columns,
    ) | {"section": ""}  # fmt: skip


def test_a_task_stands_below_a_heading_that_the_same_draft_adds(
    officer, given, building, heading
):
    place = f"/dieu-chinh/them/nhiem-vu/{given.task.plan_id}/"
    assert "V Nhiệm vụ mới" in text_of(officer.get(place))
    answer = officer.post(place, new_task(given, building, under=heading.pk))
    assert answer["Location"] == f"/dieu-chinh/{heading.event_id}/"
    draft = save_draft(
        change=heading.event, basis={**BASIS, "effective_on": ON}, open_work={}
    )
    apply(draft)
    task = Task.objects.get(code="V.1")
    assert (task.section.code, task.section.title) == ("V", "Nhiệm vụ mới")
    assert live(task).get().agency == building


def test_a_heading_may_stand_below_another_of_the_draft(officer, given, heading):
    place = f"/dieu-chinh/them/muc/{given.task.plan_id}/"
    said = {"code": "V.1", "title": "Mục con", "into": "", "under": heading.pk}
    officer.post(place, said)
    draft = save_draft(
        change=heading.event, basis={**BASIS, "effective_on": ON}, open_work={}
    )
    apply(draft)
    assert Section.objects.get(code="V.1").parent.code == "V"


def test_a_task_wants_a_heading(officer, given, building, heading):
    place = f"/dieu-chinh/them/nhiem-vu/{given.task.plan_id}/"
    page = text_of(officer.post(place, new_task(given, building, under="")))
    assert "Chọn phần, mục của nhiệm vụ." in page
    assert heading.event.lines.count() == 1


def test_a_heading_that_was_taken_out_is_missed(officer, given, building, heading):
    place = f"/dieu-chinh/them/nhiem-vu/{given.task.plan_id}/"
    officer.post(place, new_task(given, building, under=heading.pk))
    draft = heading.event
    officer.post(f"/dieu-chinh/{draft.pk}/dong/{heading.pk}/bo/")
    page = text_of(officer.get(f"/dieu-chinh/{draft.pk}/"))
    assert "không còn trong dự thảo" in page


def test_nothing_is_drafted_when_nothing_differs(officer, given):
    place = f"/dieu-chinh/nhiem-vu/{given.task.pk}/"
    said = text_of(officer.post(place, words_of(given.task)))
    assert "Chưa sửa gì" in said
    assert not PlanChange.objects.exists()


def test_what_the_plan_says_of_itself_waits_for_a_document(officer, given):
    plan = given.task.plan
    form = officer.get(f"/dieu-chinh/ke-hoach/{plan.pk}/").context["form"]
    said = {
        n: form[n].value() if form[n].value() is not None else "" for n in form.fields
    }
    officer.post(f"/dieu-chinh/ke-hoach/{plan.pk}/", said | {"title": "Trích yếu khác"})
    [line] = PlanChange.objects.get().lines.all()
    assert line.after == {"title": "Trích yếu khác"}


@pytest.mark.parametrize("role", ["officer", "head", "viewer"])
def test_others_draft_nothing(client, given, duty, role):
    client.force_login(make_user(role, given.agency))
    for place in (
        f"/dieu-chinh/nhiem-vu/{given.task.pk}/",
        f"/dieu-chinh/them/muc/{given.task.plan_id}/",
        plan_page("/dieu-chinh/"),
    ):
        assert client.get(place).status_code == 403
    assert "Điều chỉnh" not in text_of(client.get(plan_page("/")))


def test_words_that_are_no_kind_are_not_found(officer, given):
    assert officer.get(f"/dieu-chinh/cong-van/{given.task.pk}/").status_code == 404
    assert (
        officer.get(f"/dieu-chinh/them/ke-hoach/{given.task.plan_id}/").status_code
        == 404
    )


def test_who_was_given_the_clause_since_the_form_was_opened_stays(
    officer, given, duty, building
):
    said = words_of(given.task, text="Lời mới")
    make_assignment(given.task, building, role="execute")
    officer.post(f"/dieu-chinh/nhiem-vu/{given.task.pk}/", said)
    [line] = PlanChange.objects.get().lines.all()
    assert (line.subject, line.after) == ("task", {"text": "Lời mới"})
