"""«Quản trị»: what is wrong with its one repair, six groups, the first day."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from agencies.asked.asking import TOLD_AFTER
from agencies.models import Agency, AskedJob, User
from agencies.tests.factories import make_agency, make_user
from kehoach.site.health import PULSE, metrics
from kehoach.technical_admin.admin_site import GROUPS
from kehoach.technical_admin.rights import SHIPPED
from tasks.models import (
    Assignment,
    Duty,
    Envelope,
    Holiday,
    Plan,
    PlanScope,
    ReminderRun,
    Target,
    TargetMeasure,
)
from tasks.plan.tests.entering import book_of
from tasks.tests.factories import (
    TODAY,
    make_assignment,
    make_duty,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def running():
    """Beat and worker live, holidays are known."""
    now = timezone.now()
    call_command("seed_schedules", verbosity=0)
    PeriodicTask.objects.filter(task=PULSE).update(last_run_at=now, enabled=True)
    ReminderRun.objects.create(kind="pulse", on=now.date(), started_at=now)
    for year in (now.year, now.year + 1):
        Holiday.objects.get_or_create(day=now.date().replace(year=year, day=1))


@pytest.fixture
def world(running):
    """A plan in which nothing is wrong."""
    agency = make_agency("UBND xã Bác Ái Đông")
    person = make_user("officer", agency, email="canbo@khanhhoa.gov.vn")
    person.set_password("Mot-mat-khau-2026!")
    person.save()
    make_user("officer", make_agency())
    plan = make_plan(agency)
    Plan.objects.filter(pk=plan.pk).update(number="01/KH-UBND", issued_on=TODAY)
    period, task = make_period(plan), make_task(plan)
    make_assignment(task, agency)
    make_duty(task, agency, period)
    return task


def look(client):
    page = client.get(reverse("administration"))
    assert page.status_code == 200
    return page


def only_trouble(client):
    """Return the one thing that is wrong; its repair opens."""
    (found,) = look(client).context["troubles"]
    assert client.get(found.url, follow=True).status_code == 200, found.url
    return found


def test_nothing_wrong_says_so_and_shows_no_list(boss, world):
    page = look(boss)
    assert page.context["troubles"] == []
    assert "Không có gì phải xử lý" in text_of(page)
    assert "Cần xử lý" not in text_of(page)


def test_an_agency_without_contact_gets_its_one_repair(boss, world):
    agency = Agency.objects.get(duties__task=world)
    agency.memberships.all().delete()
    found = only_trouble(boss)
    assert (found.number, found.unit, found.action) == (1, "đơn vị", "Chỉ định đầu mối")
    assert found.url == reverse("tasks:add_person", args=[agency.code])
    assert "UBND xã Bác Ái Đông: thư nhắc không đến ai" in found.detail
    page = look(boss)
    assert page.context["says"].startswith("1 điều cần xử lý")
    assert "1 đơn vị thiếu" in text_of(page)


def test_a_task_without_who_does_it_is_assigned_in_one_press(boss, world):
    task = make_task(world.plan)
    make_assignment(task, make_agency(), is_proposal=True)
    found = only_trouble(boss)
    assert found.title == "Chưa có cơ quan chủ trì, thực hiện"
    assert found.detail == task.code
    form = boss.get(found.url).context["adminform"].form
    assert form.initial["task"] == str(task.pk)


def test_a_task_whose_rows_below_are_given_needs_nobody_itself(boss, world):
    above = make_task(world.plan)
    below = make_task(world.plan, parent=above)
    given = make_assignment(below, Agency.objects.get(duties__task=world))
    assert look(boss).context["troubles"] == []
    given.delete()
    assert only_trouble(boss).number == 2


def test_several_leads_without_a_main_one_are_named(boss, world):
    agency = Agency.objects.get(duties__task=world)
    task = make_task(world.plan)
    given = make_assignment(task, agency, mode="assigned")
    make_assignment(task, make_agency(), mode="assigned")
    found = only_trouble(boss)
    assert found.title == "Nhiều cơ quan chủ trì, chưa có đầu mối tổng hợp"
    assert found.detail == task.code
    given.is_main = True
    given.save()
    assert look(boss).context["troubles"] == []


def test_measures_that_nobody_approved_are_told(boss, world):
    target = Target.objects.create(
        plan=world.plan, code="II.4", text="x", short_title="x"
    )
    for code in "ab":
        TargetMeasure.objects.create(
            target=target, code=code, short_title="x", kind="rate", method="units_done",
            numerator_text="x", counting_unit="đơn vị", task=world,
        )  # fmt: skip
    found = only_trouble(boss)
    assert (found.number, found.unit, found.action) == (2, "cách đo", "Xem, duyệt")
    assert "2 chưa duyệt" in text_of(look(boss))


def test_a_letter_that_could_not_leave_leads_to_the_address(boss, world):
    person = make_user("viewer", make_agency(), username="nt.vanthu")
    now = timezone.now()
    Envelope.objects.create(
        person=person, state="failed", planned_at=now, problem="Hộp thư đầy"
    )
    found = only_trouble(boss)
    assert "nt.vanthu: Hộp thư đầy" in found.detail
    assert found.action == "Sửa địa chỉ"
    assert "1 lỗi" in text_of(look(boss))


def test_silent_jobs_and_a_plan_without_number_are_told(boss, world):
    Plan.objects.update(number="")
    PeriodicTask.objects.filter(task=PULSE).update(enabled=False)
    silent, unsigned = look(boss).context["troubles"]
    assert silent.title == "Bộ hẹn giờ im lặng"
    assert unsigned.url == reverse("admin:tasks_plan_change", args=[world.plan_id])


def test_the_first_day_is_five_steps_one_after_the_other(boss):
    page = look(boss)
    steps = page.context["steps"]
    assert [step.title for step in steps] == [
        "Cơ quan", "Cán bộ", "Kế hoạch và phân công", "Kỳ báo cáo", "Thư",
    ]  # fmt: skip
    assert page.context["says"] == "Còn 5 bước để các đơn vị nhận việc và nhận thư."
    assert page.context["next"].action == "Nhập cơ quan"
    agency = make_agency()
    make_user("officer", agency)
    assert look(boss).context["next"].action == "Thêm kế hoạch"
    plan = make_plan(agency, state="draft")
    assert look(boss).context["next"].action == "Nhập từ tệp"
    make_assignment(make_task(plan), agency)
    following = look(boss).context["next"]
    assert following.action == "Kiểm tra, công bố"
    steps = look(boss).context["steps"]
    assert steps
    for step in steps:
        assert boss.get(step.url, follow=True).status_code == 200, step.title
    make_period(plan)
    assert look(boss).context["steps"] == []


def test_the_first_day_asks_which_of_several_drafts_goes_on(boss):
    one, two = (make_plan(state="draft") for _ in range(2))
    make_user("officer", one.steering_agency)
    asked = look(boss).context["next"]
    assert asked.action == "Nhập từ tệp"
    offered = boss.get(asked.url).content.decode()
    for plan in (one, two):
        assert reverse("tasks:plan_workbook", args=[plan.code]) in offered


def test_six_groups_lead_somewhere_and_end_with_the_technical_admin(boss, world):
    groups = look(boss).context["groups"]
    assert [group.title for group in groups] == [name for name, *_ in GROUPS]
    assert all(group.lines for group in groups)
    for line in (line for group in groups for line in group.lines):
        assert boss.get(line.url, follow=True).status_code == 200, line.label
    assert groups[-1].lines[-1].url == reverse("admin_index")


def test_only_staff_come_here_and_are_sent_here_after_signing_in(client, world):
    client.force_login(make_user("head", make_agency()))
    assert client.get(reverse("administration")).status_code == 403
    client.force_login(make_user(is_superuser=True, is_staff=True))
    assert client.get(reverse("home"))["Location"] == reverse("administration")


def test_the_page_costs_the_same_for_one_row_and_for_many(boss, world):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            look(boss)
        return len(queries)

    make_task(world.plan)
    cost()
    before = cost()
    for _ in range(3):
        agency = make_agency()
        make_task(world.plan)
        make_duty(world, agency, world.plan.periods.get())
    assert cost() == before


def send(client, path, **sent):
    """Post a form of the admin as it stands, with what is typed."""
    page = client.get(path)
    form = page.context["adminform"].form
    data = {
        name: form[name].value()
        for name in form.fields
        if form[name].value() is not None
    }
    for held in page.context["inline_admin_formsets"]:
        prefix = held.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    saved = client.post(path, data | sent)
    assert saved.status_code == 302, saved.context["adminform"].form.errors


def bring_in(client, path, *lines):
    """Upload a CSV where the step leads and write what the preview shows."""
    content = "\n".join(lines).encode()
    sent = {"import_file": SimpleUploadedFile("a.csv", content), "format": "0"}
    page = client.post(path, sent)
    assert "confirm_form" in page.context, page.context["result"].invalid_rows
    done = path.replace("/import/", "/process_import/")
    assert client.post(done, page.context["confirm_form"].initial).status_code == 302


def test_an_administrator_goes_from_an_empty_database_to_duties(boss):
    """Every step is taken at the address that the page gives."""

    def step():
        return look(boss).context["next"]

    agencies = (
        "Mã;Tên chính thức;Tên ngắn;Loại;Cấp;Địa bàn",
        "so-noi-vu;Sở Nội vụ;Sở Nội vụ;so;tinh;khanh-hoa",
        "xa-a;Ủy ban nhân dân xã A;UBND xã A;cap-xa;xa;khanh-hoa",
    )
    bring_in(boss, step().url, *agencies)
    people = (
        "Mã đơn vị;Họ và tên;Thư điện tử công vụ;Vai trò;Điện thoại",
        "so-noi-vu;Trần Văn Bình;binh@khanhhoa.gov.vn;Thủ trưởng;912345678",
        "xa-a;Nguyễn Thị An;an@khanhhoa.gov.vn;Cán bộ đầu mối;",
    )
    file = SimpleUploadedFile("ds.csv", "\n".join(people).encode())
    page = boss.post(step().url, {"file": file})
    sheet = {"sheet": page.context["sheet"]}
    assert boss.post(reverse("tasks:people_write"), sheet).status_code == 302
    head = User.objects.get(email="binh@khanhhoa.gov.vn")
    assert head.phone == "0912345678"
    steering = Agency.objects.get(code="so-noi-vu")
    send(
        boss, step().url, code="kh", title="Thực hiện", short_title="Kế hoạch",
        number="01/KH-UBND", issued_on="10/06/2026", issuer="UBND tỉnh",
        steering_agency=str(steering.pk),
    )  # fmt: skip
    PlanScope.objects.create(plan=Plan.objects.get(), territory="khanh-hoa")
    tasks = [
        "Mã",
        "Mục",
        "Nội dung",
        "Tên ngắn",
        "Thời gian",
        "Thời gian theo kế hoạch",
    ]
    given = ["Mã nhiệm vụ", "Mã cơ quan", "Vai trò", "Cách giao", "Đề xuất"]
    sheets = {
        "Phần, mục": [["Mã", "Tiêu đề"], ["III", "NHIỆM VỤ"]],
        "Nhiệm vụ": [
            tasks,
            ["III.1", "III", "Niêm yết", "Niêm yết", "annual", "Hằng năm"],
        ],
        "Phân công": [given, ["III.1", "xa-a", "execute", "assigned", ""]],
    }
    book = SimpleUploadedFile("kh.xlsx", book_of(**sheets))
    assert boss.post(step().url, {"file": book}).status_code == 302
    assert Assignment.objects.get().agency.code == "xa-a"
    assert step().url == reverse("tasks:plan_publish", args=["kh"])
    boss.post(step().url, {"year": timezone.localdate().year})
    assert Duty.objects.get().agency.code == "xa-a"
    assert look(boss).context["steps"] == []


@pytest.mark.parametrize("group", SHIPPED)
def test_an_administrator_of_a_group_is_led_where_it_opens(client, world, group):
    Plan.objects.update(number="")
    person = make_user(is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    client.force_login(person)
    page = text_of(client.get(reverse("administration")))
    links = re.findall(r'class="(?:admin-link|btn [^"]*)" href="(/[^"#]*)', page)
    assert len(links) >= 3
    assert [
        each for each in links if client.get(each, follow=True).status_code != 200
    ] == []


def test_background_work_that_keeps_failing_is_told(boss, world, client):
    for number in range(3):
        AskedJob.objects.create(
            job=f"reporting.pdf{number}", arguments="{}", asked_at=timezone.now(),
            due_at=timezone.now(), tries=TOLD_AFTER - 1 + number, problem="OSError",
        )  # fmt: skip
    page = text_of(boss.get(reverse("administration")))
    assert "Hỏng nhiều lần" in page
    assert "reporting.pdf1 (3 lần: OSError)" in page
    assert "reporting.pdf0" not in page
    assert 'kehoach_asked_jobs{state="failing"} 2' in metrics(timezone.now())
