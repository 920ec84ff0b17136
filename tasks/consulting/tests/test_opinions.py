"""Agencies that a draft names comment on it; each comment is answered."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from agencies.models import AgencyGroup, Ancestry, GroupMember
from agencies.tests.factories import make_agency, make_membership, make_user
from tasks.consulting.asking import agencies_named_in, ask_opinions, remind_of_drafts
from tasks.consulting.commenting import (
    agree,
    answer_comment,
    comment,
    withdraw_comment,
)
from tasks.consulting.table import opinions_table
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import (
    Assignment,
    DraftComment,
    DraftInvite,
    Notice,
    Plan,
    PlanState,
)
from tasks.plan.checking import gaps_of
from tasks.tests.factories import NOW, TODAY, make_assignment, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
inside = pytest.mark.usefixtures("_inside_the_period")
UNTIL = date(2026, 6, 20)
IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def plan():
    return make_plan(state=PlanState.DRAFT)


@pytest.fixture
def task(plan):
    return make_task(plan, "III.1", short_title="Rà soát")


@pytest.fixture
def agency(task):
    return make_assignment(task, make_agency("Sở Tư pháp")).agency


@pytest.fixture
def steering(plan):
    return make_user("officer", plan.steering_agency)


@pytest.fixture
def officer(agency):
    return make_user("officer", agency)


def ask(plan, steering, *agencies, until=UNTIL):
    return ask_opinions(
        plan=plan, agencies=agencies, due_on=until, actor=steering, today=TODAY, now=NOW
    )


def say(row, person, text="Lùi hạn sang quý IV", today=TODAY):
    return comment(row=row, text=text, actor=person, today=today, now=NOW)


def page(plan, name="plan", *args):
    return reverse(f"tasks:{name}", args=[plan.code, *args])


def test_the_agencies_that_the_draft_names_are_offered(plan, task, agency):
    group, ward = AgencyGroup.objects.create(code="xa", name="Xã"), make_agency("Xã A")
    GroupMember.objects.create(group=group, agency=ward)
    Assignment.objects.create(task=task, group=group, role="execute", mode="each")
    make_assignment(make_task(plan), plan.steering_agency)
    make_agency("Sở Khác")
    assert set(agencies_named_in(plan, TODAY)) == {agency, ward}


@inside
def test_a_draft_is_seen_by_who_is_asked_and_by_nobody_else(
    login, plan, task, agency, steering, officer
):
    client = login(officer)
    assert client.get(page(plan)).status_code == 404
    ask(plan, steering, agency)
    shown = text_of(client.get(page(plan)))
    assert "Dự thảo." in shown
    assert "góp ý đến hết ngày 20/06/2026" in shown
    assert page(plan, "plan_opinion", "nhiem-vu", task.pk) in shown
    assert page(plan, "draft_row_edit", "nhiem-vu", task.pk) not in shown
    assert client.get(page(plan, "plan_publish")).status_code == 403
    other = login(make_user("officer", make_agency()))
    assert other.get(page(plan)).status_code == 404


def test_each_agency_is_told_once_and_reminded_once(
    plan, task, agency, steering, officer
):
    silent = make_assignment(task, make_agency("Sở Y tế"), role="execute").agency
    other = make_user("head", silent)
    assert ask(plan, steering, agency, silent) == 2
    told = Notice.objects.filter(kind=Notice.Kind.OPINION)
    assert {notice.person for notice in told} == {officer, other}
    assert "Đề nghị góp ý dự thảo" in told[0].text
    with pytest.raises(InvalidInput):
        ask(plan, steering, agency)
    say(task, officer)
    for day in (UNTIL - timedelta(days=5), UNTIL - timedelta(days=2), UNTIL):
        remind_of_drafts(today=day, now=NOW)
    assert told.all()[0].person == other
    assert told.all().count() == 3
    assert ask(plan, steering, agency, until=UNTIL + timedelta(days=7)) == 1
    assert told.all().count() == 4


def test_a_comment_is_said_withdrawn_answered_and_answered_again(
    plan, task, agency, steering, officer
):
    ask(plan, steering, agency)
    first, second = say(task, officer), say(plan, officer, "Bổ sung kinh phí")
    withdraw_comment(comment=second, actor=officer, today=TODAY, now=NOW)
    stranger = make_user("officer", make_agency())
    for attempt in (
        lambda: say(task, stranger),
        lambda: withdraw_comment(comment=first, actor=stranger, today=TODAY, now=NOW),
        lambda: answer(first, officer, "taken", "Đã sửa"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert "1 ý kiến góp ý chưa trả lời." in [gap.text for gap in gaps_of(plan, TODAY)]
    answer(first, steering, "explained", "Giữ nguyên theo luật")
    answer(first, steering, "partly", "Sửa một phần")
    kept = DraftComment.objects.get(pk=first.pk)
    assert kept.answer.text == "Sửa một phần"
    assert [old.verdict for old in kept.former] == ["explained"]
    with pytest.raises(InvalidInput, match="đã được trả lời"):
        withdraw_comment(comment=kept, actor=officer, today=TODAY, now=NOW)


def answer(row, person, verdict, text):
    answer_comment(
        comment=row, verdict=verdict, text=text, actor=person, today=TODAY, now=NOW
    )


def test_after_the_day_and_after_publishing_nothing_is_taken(
    plan, task, agency, steering, officer
):
    ask(plan, steering, agency)
    with pytest.raises(InvalidInput, match="Đã hết hạn góp ý"):
        say(task, officer, today=UNTIL + timedelta(days=1))
    agree(plan=plan, actor=officer, today=TODAY, now=NOW)
    assert DraftInvite.objects.get().agreed_by == officer
    Plan.objects.filter(pk=plan.pk).update(state="running")
    task.plan.refresh_from_db()
    with pytest.raises(InvalidInput, match="đã công bố"):
        say(task, officer)
    with pytest.raises(InvalidInput, match="không lấy ý kiến nữa"):
        ask(plan, steering, agency, until=UNTIL + timedelta(days=9))


def test_the_words_stay_when_the_row_goes(plan, task, agency, steering, officer):
    ask(plan, steering, agency)
    said = say(task, officer)
    task.assignments.all().delete()
    task.delete()
    said.refresh_from_db()
    assert (said.task, said.about) == (None, "III.1 Rà soát")


def test_the_table_counts_and_lists_in_the_order_of_the_draft(
    plan, task, agency, steering, officer
):
    others = [make_agency(name) for name in ("Sở Y tế", "Sở Xây dựng")]
    doctor = make_user("officer", others[0])
    ask(plan, steering, agency, *others)
    said = say(task, officer, "=1+1 lùi hạn")
    say(plan, officer, "Bổ sung căn cứ")
    answer(said, steering, "taken", "Đã lùi sang quý IV")
    agree(plan=plan, actor=doctor, today=TODAY, now=NOW)
    sheet = load_workbook(BytesIO(opinions_table(plan, TODAY))).active
    rows = [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == ["BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH Ý KIẾN GÓP Ý"]
    assert (
        "đã lấy ý kiến 3 cơ quan; 1 cơ quan có ý kiến, 1 cơ quan nhất trí" in rows[2][0]
    )
    assert "tiếp thu 1, tiếp thu một phần 0, giải trình 0, chưa trả lời 1" in rows[3][0]
    assert [row[1] for row in rows[7:]] == [
        "Toàn bộ dự thảo", "III.1 Rà soát", "Toàn bộ dự thảo",
    ]  # fmt: skip
    assert rows[8][4] == "Tiếp thu: Đã lùi sang quý IV"
    assert rows[8][3].endswith("=1+1 lùi hạn")
    assert rows[9][3] == "Nhất trí với dự thảo"


@inside
def test_all_of_it_by_pages_in_place_and_without_scripts(
    login, plan, task, agency, steering, officer
):
    client, theirs = login(steering), Client()
    path = page(plan, "plan_opinions")
    assert agency.short_name in text_of(client.get(path))
    assert client.get(path).context["form"]["agencies"].value() == [agency.pk]
    client.post(path, {"due_on": "20/06/2026", "agencies": [agency.pk]})
    assert DraftInvite.objects.get().due_on == UNTIL
    assert client.get(path).context["form"]["agencies"].value() == []
    theirs.force_login(officer)
    form = page(plan, "plan_opinion", "nhiem-vu", task.pk)
    assert "<html" not in theirs.get(form, headers=IN_PLACE).content.decode()
    empty = theirs.post(form, {"text": ""}, headers=IN_PLACE).content.decode()
    assert "Ghi nội dung góp ý." in empty
    shown = theirs.post(form, {"text": "Lùi hạn"}, headers=IN_PLACE).content.decode()
    assert "Lùi hạn" in shown
    assert "Rút ý kiến" in shown
    whole = page(plan, "plan_opinion", "ke-hoach", plan.pk)
    assert "Nhất trí với dự thảo" not in text_of(theirs.get(path))
    assert theirs.post(whole, {"text": "Bổ sung"}).status_code == 302
    for_all = text_of(client.get(page(plan)))
    assert "Lùi hạn" in for_all
    said = DraftComment.objects.get(task=task)
    reply = reverse("tasks:answer_opinion", args=[said.pk])
    client.post(reply, {"verdict": "taken", "text": "Đã lùi"}, headers=IN_PLACE)
    assert "Đã lùi" in text_of(theirs.get(page(plan)))
    assert client.get(page(plan, "plan_opinions_file")).status_code == 200
    assert theirs.get(page(plan, "plan_opinions_file")).status_code == 403
    assert theirs.get(reply).status_code == 403


@inside
def test_an_agency_reads_its_own_comments_and_not_those_of_others(
    login, plan, task, agency, steering, officer
):
    other = make_assignment(task, make_agency("Sở Y tế"), role="execute").agency
    ask(plan, steering, agency, other)
    said = say(task, officer, "Chỉ của Sở Tư pháp")
    client = login(make_user("officer", other))
    for path in (page(plan), page(plan, "plan_opinions")):
        assert "Chỉ của Sở Tư pháp" not in text_of(client.get(path))
    gone = reverse("tasks:withdraw_opinion", args=[said.pk])
    assert client.post(gone).status_code == 404


def test_who_follows_an_agency_that_ended_comments_for_it(plan, task, agency, steering):
    heir = make_agency("Sở mới")
    ask(plan, steering, agency)
    Ancestry.objects.create(elder=agency, heir=heir, since=TODAY)
    person = make_user("officer", heir)
    assert Plan.objects.visible_to(person, today=TODAY).filter(pk=plan.pk).exists()
    assert say(task, person).invite.agency == agency


@inside
def test_who_only_reads_at_the_agency_that_is_asked_says_nothing_in_its_name(
    login, plan, task, agency, steering
):
    ask(plan, steering, agency)
    person = make_user("viewer", agency)
    make_membership(person, make_agency("Sở Khác"), "head")
    with pytest.raises(NotAllowed):
        say(task, person)
    with pytest.raises(NotAllowed):
        agree(plan=plan, actor=person, today=TODAY, now=NOW)
    shown = text_of(login(person).get(page(plan)))
    assert page(plan, "plan_opinion", "nhiem-vu", task.pk) not in shown
    make_membership(person, agency, "officer")
    assert say(task, person).invite.agency == agency


def test_a_comment_and_a_new_day_take_the_agreement_back(
    plan, task, agency, steering, officer
):
    ask(plan, steering, agency)
    agree(plan=plan, actor=officer, today=TODAY, now=NOW)
    said = say(task, officer)
    withdraw_comment(comment=said, actor=officer, today=TODAY, now=NOW)
    assert DraftInvite.objects.get().agreed_at is None
    agree(plan=plan, actor=officer, today=TODAY, now=NOW)
    ask(plan, steering, agency, until=UNTIL + timedelta(days=7))
    assert DraftInvite.objects.get().agreed_by is None


@inside
def test_once_published_comments_are_read_and_no_more(
    login, plan, task, agency, steering, officer
):
    ask(plan, steering, agency)
    said = say(task, officer)
    reply = reverse("tasks:answer_opinion", args=[said.pk])
    client, path = login(steering), page(plan, "plan_opinions")
    assert reply in text_of(client.get(path))
    Plan.objects.filter(pk=plan.pk).update(state="running")
    shown = text_of(client.get(path))
    assert "Lùi hạn" in shown
    assert reply not in shown
    told = client.post(reply, {"verdict": "taken", "text": "Đã lùi"})
    assert "chỉ còn để đọc" in text_of(told)
    assert not said.replies.exists()
