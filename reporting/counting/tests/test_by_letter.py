"""«Trả lời bằng văn bản» and «Câu hỏi tùy chọn»: their pages."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from reporting.outline.rows import outline_of
from reporting.tests.scenes import facts_of
from tasks.models import Consent, Duty, Figure, FigureValue, UnitReport
from tasks.official_letters.by_letter import letter_only
from tasks.plan.offered import subjects_of, switch_offered
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_task
from tasks.tests.measuring import make_scene, make_unit, silent_unit
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
MEDIATION = {"to-hoa-giai", "hoa-giai-vien", "vu-hoa-giai", "vu-hoa-giai-thanh"}


@pytest.fixture
def scene(client):
    """Return a unit that answered, Công an tỉnh that did not, the head signed in."""
    found = make_scene()
    make_unit(found)
    found.force = make_agency("Công an tỉnh", kind="vu-trang")
    found.waiting = silent_unit(found)
    Duty.objects.filter(pk=found.waiting.pk).update(agency=found.force)
    found.task.assignments.create(agency=found.force, role="execute")
    found.head = make_user("head", found.plan.steering_agency)
    client.force_login(found.head)
    return found


def address(scene, *more):
    name = "letter_numbers" if more else "by_letter"
    return plan_page(f"tasks:{name}", args=[scene.period.pk, *more])


def test_the_head_decides_and_the_agency_owes_nothing(scene, client):
    page = client.post(address(scene), {"agency": "cong an tinh", "reason": ""})
    assert "Ghi lý do hoặc văn bản làm căn cứ." in text_of(page)
    said = {"agency": "cong an tinh", "reason": "Công văn 5/SNV"}
    page = client.post(address(scene), said, follow=True)
    assert "Công an tỉnh chỉ trả lời bằng văn bản từ" in text_of(page)
    scene.waiting.refresh_from_db()
    assert scene.waiting.state == "ended"
    assert "Chưa có: không in trong báo cáo" in text_of(page)
    again = reverse("tasks:answer_again", args=[scene.period.pk, scene.force.code])
    page = client.post(again, {"reason": ""}, follow=True)
    assert "Ghi lý do" in text_of(page)
    page = client.post(again, {"reason": "Theo đề nghị của Công an tỉnh"}, follow=True)
    assert "trả lời trên hệ thống từ" in text_of(page)
    scene.waiting.refresh_from_db()
    assert scene.waiting.state == "open"


def test_number_day_and_numbers_are_recorded_at_once(scene, client):
    said = {"agency": "cong an tinh", "reason": "Công văn 5/SNV"}
    client.post(address(scene), said)
    Figure.objects.filter(code="nguoi-duoc-giao").update(by_letter=False)
    page = client.get(address(scene, scene.force.code))
    names = {field.name for field in page.context["form"]}
    assert f"figure_{scene.has_rule.pk}" in names
    assert f"figure_{scene.charged.pk}" not in names
    wrong = {"number": "9/CAT", "signed_on": "05/06/2026", "arrived_on": "04/06/2026",
             f"figure_{scene.trained.pk}": "ba"}  # fmt: skip
    page = client.post(address(scene, scene.force.code), wrong)
    assert page.status_code == 200
    assert not UnitReport.objects.exists()
    assert 'value="ba"' in text_of(page)
    right = wrong | {"arrived_on": "05/06/2026", f"figure_{scene.trained.pk}": "",
                     f"figure_{scene.has_rule.pk}": "co"}  # fmt: skip
    page = client.post(address(scene, scene.force.code), right, follow=True)
    assert "Văn bản số 9/CAT ngày 05/06/2026" in text_of(page)
    letter = UnitReport.objects.get()
    assert (letter.number, letter.signed_on) == ("9/CAT", date(2026, 6, 5))
    assert FigureValue.objects.get().flag is True


def test_a_consent_is_recorded_for_who_is_only_asked(scene, client):
    body = make_agency("Ủy ban MTTQ Việt Nam tỉnh", kind="mat-tran")
    make_unit(scene, agency=body, is_requested=True)
    said = {"given_on": "05/06/2026", "words": "Đồng chí Phó Chủ tịch, qua điện thoại"}
    page = client.post(address(scene, body.code), said, follow=True)
    assert "Đồng ý ngày 05/06/2026: Đồng chí Phó Chủ tịch" in text_of(page)
    assert Consent.objects.get().agency == body


def test_who_owes_and_strangers_find_nothing(scene, client):
    owing = Duty.objects.live().exclude(agency=scene.force).first().agency
    assert client.get(address(scene, owing.code)).status_code == 404
    client.force_login(make_user("head", make_agency("UBND xã Lạ")))
    assert client.get(address(scene)).status_code == 404
    client.force_login(make_user("officer", scene.plan.steering_agency))
    page = client.get(address(scene))
    assert page.status_code == 200
    client.post(address(scene), {"agency": "cong an tinh", "reason": "x"})
    assert not letter_only(date(2026, 12, 31)).exists()


@pytest.mark.parametrize("units", [1, 3])
def test_the_list_costs_the_same(scene, client, units, django_assert_max_num_queries):
    for _ in range(units):
        make_unit(scene, is_requested=True)
    client.get(address(scene))
    with django_assert_max_num_queries(22):
        client.get(address(scene))


def prints(scene) -> str:
    facts = facts_of(scene)
    heads = [annex.title for annex in facts.annexes]
    told = [p for s in facts.sections for c in s.children for p in c.paragraphs]
    told += [
        p for s in facts.sections for c in s.children for d in c.children
        for p in d.paragraphs
    ]  # fmt: skip
    return "\n".join(heads + told)


def test_offered_questions_are_off_and_print_nothing(scene):
    make_task(scene.plan, "III.3.a")
    names = [subject.name for subject in subjects_of(scene.plan)]
    assert "Hòa giải ở cơ sở" in names
    assert all(not each.on for each in subjects_of(scene.plan))
    assert "hòa giải" not in prints(scene).lower()
    assert "Đã biểu quyết" not in str(facts_of(scene).annexes)


def test_the_head_turns_them_on_and_the_report_has_them(scene, client):
    make_task(scene.plan, "III.3.a")
    page = client.get(plan_page("tasks:offered"))
    assert "Hòa giải ở cơ sở" in text_of(page)
    page = client.post(plan_page("tasks:offered"), {"hoi": [*MEDIATION]}, follow=True)
    assert "Đã bật 4 câu hỏi, tắt 0 câu hỏi." in text_of(page)
    mediated = Figure.objects.get(code="vu-hoa-giai-thanh")
    assert mediated.is_active
    assert mediated.not_above.code == "vu-hoa-giai"
    assert [row.task.code for row in mediated.task_figures.all()] == ["III.3.a"]
    assert "Hòa giải ở cơ sở" in prints(scene)
    assert outline_of(scene.plan).number("hoa-giai") == "IX"
    page = client.post(
        plan_page("tasks:offered"), {"hoi": ["to-hoa-giai"]}, follow=True
    )
    assert "Đã bật 0 câu hỏi, tắt 3 câu hỏi." in text_of(page)
    page = client.post(plan_page("tasks:offered"), {"hoi": ["la"]}, follow=True)
    assert "không có trong danh sách" in text_of(page)
    assert Figure.objects.filter(is_active=True, code__in=MEDIATION).count() == 1


def test_only_the_head_turns_questions_on(scene, client):
    client.force_login(make_user("officer", scene.plan.steering_agency))
    assert client.get(plan_page("tasks:offered")).status_code == 403
    from tasks.duties.errors import NotAllowed

    with pytest.raises(NotAllowed):
        switch_offered(
            plan=scene.plan, codes=[], actor=scene.reader, today=date(2026, 6, 10)
        )
