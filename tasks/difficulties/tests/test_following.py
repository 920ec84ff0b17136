"""Following a difficulty: who may, who hears of it, who sees it at all."""

import html
import re

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.difficulties.following import (
    begin_following,
    may_follow,
    share_difficulty,
    unfollow,
)
from tasks.difficulties.handling import (
    answer_difficulty,
    escalate_difficulty,
    merge_difficulties,
    raise_difficulty,
)
from tasks.duties.errors import NotAllowed
from tasks.models import Difficulty, DifficultyFollow, Notice
from tasks.reorganising.tests.reorganising import merge, run
from tasks.tests.factories import NOW, TODAY, make_duty
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}


@pytest.fixture
def reviewer(duty):
    return make_user("officer", duty.period.plan.steering_agency)


def raised_by(writer, duty, text="Thiếu kinh phí"):
    return raise_difficulty(
        agency=duty.agency,
        period=duty.period,
        duty=duty,
        text=text,
        actor=writer,
        **MOMENT,
    )


@pytest.fixture
def raised(duty, officer):
    return raised_by(officer, duty)


@pytest.fixture
def neighbour(duty):
    other = make_duty(duty.task, make_agency("UBND xã Bên", kind="cap-xa"), duty.period)
    return make_user("officer", other.agency)


def share(raised, reviewer, *, shared=True):
    return share_difficulty(difficulty=raised, shared=shared, actor=reviewer, **MOMENT)


def texts(person):
    return list(Notice.objects.filter(person=person).values_list("text", flat=True))


def test_others_see_it_only_when_the_steering_agency_shows_it(
    login, raised, neighbour, reviewer
):
    url = reverse("tasks:follow_difficulty", args=[raised.pk])
    client = login(neighbour)
    assert client.post(url).status_code == 404
    assert not may_follow(neighbour, raised, TODAY)
    share(raised, reviewer)
    assert raised.text not in text_of(client.get(reverse("tasks:difficulties")))
    page = text_of(client.get(reverse("tasks:difficulties"), {"loc": "chung"}))
    assert raised.text in page
    assert f"/nhiem-vu/{raised.duty_id}/" not in page
    assert client.post(url).status_code == 302
    stranger = make_user("officer", make_agency())
    assert login(stranger).post(url).status_code == 404


def test_followers_hear_of_the_answer_once_and_the_actor_does_not(
    raised, neighbour, reviewer, officer
):
    share(raised, reviewer)
    colleague = make_user("head", raised.plan.steering_agency)
    for person in (neighbour, reviewer, colleague):
        assert begin_following(difficulty=raised, person=person, **MOMENT)
        assert not begin_following(difficulty=raised, person=person, **MOMENT)
    escalate_difficulty(
        difficulty=raised, note="Vượt thẩm quyền", actor=reviewer, **MOMENT
    )
    answer_difficulty(difficulty=raised, answer="Đã bố trí", actor=reviewer, **MOMENT)
    assert len(texts(neighbour)) == len(texts(colleague)) == 2
    assert "Đã bố trí" in " ".join(texts(neighbour))
    assert len(texts(officer)) == 2
    assert texts(reviewer) == []


def test_followers_of_a_merged_one_hear_of_merging_and_answer(
    raised, neighbour, reviewer
):
    own = Difficulty.objects.get(pk=raised_by(neighbour, neighbour_duty(neighbour)).pk)
    colleague = make_user("head", raised.plan.steering_agency)
    begin_following(difficulty=own, person=colleague, **MOMENT)
    first = merge_difficulties(
        rows=[raised, own], head=raised, actor=reviewer, **MOMENT
    )
    assert first == raised
    assert "gộp" in texts(colleague)[0]
    answer_difficulty(difficulty=first, answer="Có", actor=reviewer, **MOMENT)
    assert len(texts(colleague)) == 2


def neighbour_duty(person):
    return person.memberships.get().agency.duties.get()


def test_the_own_agency_is_told_anyway_and_does_not_follow(raised, officer):
    with pytest.raises(NotAllowed):
        begin_following(difficulty=raised, person=officer, **MOMENT)


def test_leaders_and_viewers_do_not_follow(duty, raised, reviewer):
    leader = make_user("leader", make_agency("UBND tỉnh"))
    assert not may_follow(leader, raised, TODAY)
    with pytest.raises(NotAllowed):
        share(raised, make_user("head", duty.agency))


def test_taken_back_it_is_followed_by_nobody_who_may_not_read_it(
    raised, neighbour, reviewer
):
    share(raised, reviewer)
    for person in (neighbour, reviewer):
        begin_following(difficulty=raised, person=person, **MOMENT)
    share(raised, reviewer, shared=False)
    assert DifficultyFollow.objects.get().person == reviewer
    assert unfollow(difficulty=raised, person=reviewer)
    assert not unfollow(difficulty=raised, person=reviewer)


def test_the_filter_counts_what_it_opens(login, raised, reviewer):
    client, url = login(reviewer), reverse("tasks:difficulties")
    client.post(reverse("tasks:follow_difficulty", args=[raised.pk]))
    client.post(reverse("tasks:share_difficulty", args=[raised.pk]))
    page = client.get(url)
    chips = re.findall(
        r'href="([^"]*loc=[^"]+)">.*?<strong>(\d+)</strong>', text_of(page), re.DOTALL
    )
    assert len(chips) == 2
    for address, number in chips:
        opened = client.get(html.unescape(address))
        assert opened.context["page"].paginator.count == int(number)
    client.post(reverse("tasks:follow_difficulty", args=[raised.pk]), {"thoi": "1"})
    assert client.get(url, {"loc": "theo-doi"}).context["page"].paginator.count == 0


def test_one_agencys_own_are_shown_even_when_merged(login, raised, neighbour, reviewer):
    own = raised_by(neighbour, neighbour_duty(neighbour))
    merge_difficulties(rows=[raised, own], head=raised, actor=reviewer, **MOMENT)
    client, url = login(reviewer), reverse("tasks:difficulties")
    assert client.get(url).context["page"].paginator.count == 1
    page = client.get(url, {"don-vi": own.agency.code})
    assert [row.pk for row in page.context["rows"]] == [own.pk]
    assert "vướng mắc chung" in text_of(page)
    assert reverse("tasks:answer", args=[own.pk]) not in text_of(page)


def test_heirs_hear_the_answer_to_who_ended(duty, raised, reviewer):
    heir = make_agency("UBND xã Mới", kind="cap-xa")
    writer = make_user("officer", heir)
    run(merge(duty.agency, new=heir))
    answer_difficulty(difficulty=raised, answer="Đã bố trí", actor=reviewer, **MOMENT)
    assert texts(writer) == ["Sở Nội vụ trả lời vướng mắc: Đã bố trí"]
