"""An agency between its predecessors and its successors, on its desk."""

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.reorganising.tests.event_pages import cost, url
from tasks.reorganising.tests.reorganising import EVE, communes, merge, run
from tasks.tests.factories import (
    make_duty,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]


def test_moves_of_an_undone_event_are_marked_on_the_timeline(admin, login):
    plan = make_plan()
    a, b = communes("A", "B")
    duty = make_duty(make_task(plan), a, make_period(plan))
    event = merge(a, new=b)
    run(event)
    admin.post(url("undo", event.pk))
    page = login(make_user("officer", a)).get(reverse("tasks:duty", args=[duty.pk]))
    assert "Chuyển tiếp (đã hoàn tác)" in text_of(page)


def family(client, agency):
    return client.get(reverse("tasks:desk", args=[agency.code]))


def test_the_desk_shows_two_generations_and_links_what_may_be_read(login):
    plan = make_plan()
    period = make_period(plan)
    a, b, c, d = communes("Xã A", "Xã B", "Xã C", "Xã D")
    make_duty(make_task(plan), a, period, state="waived", reason="Không có")
    run(merge(a, new=b, on=EVE.replace(month=3)))
    run(merge(b, c, new=d))
    page = text_of(family(login(make_user("officer", d)), d))
    old_desk = reverse("tasks:desk", args=[a.code])
    assert f'<a href="{old_desk}">Xã A</a>' in page
    assert "Xã C" in page
    assert reverse("tasks:desk", args=[c.code]) not in page
    assert "Sáp nhập, hợp nhất · 01/06/2026" in page
    assert "Sáp nhập, hợp nhất · 31/03/2026" in page


def test_an_ended_agency_says_since_when_and_who_took_over(login):
    plan = make_plan()
    period = make_period(plan)
    a, b = communes("Xã A", "Xã B")
    make_duty(make_task(plan), a, period, state="waived", reason="Không có")
    event = merge(a, new=b)
    run(event)
    page = text_of(family(login(make_user("officer", b)), a))
    assert f"Xã A đã kết thúc từ ngày 01/06/2026 theo {event.legal_basis}" in page
    assert f'<a href="{reverse("tasks:desk", args=[b.code])}">Xã B</a>' in page


def test_a_dissolved_agency_says_that_nobody_follows(admin):
    plan = make_plan()
    period = make_period(plan)
    a = communes("Xã A")[0]
    make_duty(make_task(plan), a, period, state="waived", reason="Không có")
    run(merge(a, new=None, kind="dissolve"))
    page = text_of(family(admin, a))
    assert "Giải thể, không có cơ quan kế thừa" in page
    assert "Không có cơ quan kế thừa" in page


def test_the_desk_costs_the_same_for_one_and_for_three_predecessors(login):
    plan = make_plan()
    period = make_period(plan)

    def heir_of(count):
        heir = make_agency(kind="cap-xa")
        olds = [make_agency(kind="cap-xa") for _ in range(count)]
        for old in olds:
            make_duty(make_task(plan), old, period, state="waived", reason="Không")
        run(merge(*olds, new=heir))
        make_duty(make_task(plan), heir, period)
        return heir

    few, many = heir_of(1), heir_of(3)
    small = cost(
        login(make_user("officer", few)), reverse("tasks:desk", args=[few.code])
    )
    large = cost(
        login(make_user("officer", many)), reverse("tasks:desk", args=[many.code])
    )
    assert small == large <= 33
