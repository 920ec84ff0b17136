"""A plan comes as a data package: any, loaded once, told what is wrong where."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.test import Client

from agencies.models import AgencyGroup
from agencies.tests.factories import make_agency, make_user
from reporting.committee.building import proposed
from reporting.facts import as_text
from reporting.outline.rows import outline_of
from reporting.outline.wording import with_defaults
from reporting.yearly.building import yearly_facts
from reporting.yearly.report_words import report_of
from tasks.changing import apply_change, rehearse_change, save_draft
from tasks.models import Assignment, Figure, Plan, PlanChange, PlanScope, Task
from tasks.periods.opening import open_period
from tasks.plan.loading_changes import differing_rows
from tasks.plan.packages import SHIPPED_PLAN, read_package
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db
#: Of the shipped plan.
WORDS = ("dân chủ", "Nội vụ", "Nghị quyết", "XDCQ", "Luật Thực hiện")
TINY = Path(__file__).parent / "packages" / "cai-cach"


@pytest.fixture(autouse=True)
def _agencies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the package meet agencies of its own, none of those that are shipped."""
    monkeypatch.setattr("kehoach.management.commands.load_plan.load_agencies", list)
    make_agency("Sở Tài chính", code="so-tc")
    make_agency("Sở Y tế", code="so-yt")
    AgencyGroup.objects.all().delete()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a copy of the tiny package that a test may spoil."""
    folder = tmp_path / "goi"
    folder.mkdir()
    for path in TINY.iterdir():
        (folder / path.name).write_text(path.read_text())
    return folder


def rows() -> list[object]:
    found = [
        *Task.objects.values(),
        *Assignment.objects.values(),
        *Plan.objects.values(),
    ]
    return [*found, *Figure.objects.values(), *PlanScope.objects.values()]


def test_another_package_is_loaded_whole_and_needs_nothing_of_the_first() -> None:
    call_command("load_plan", str(TINY), verbosity=0)
    plan = Plan.objects.get()
    assert (plan.code, plan.law, plan.filed_at) == ("cai-cach", "", "VT")
    assert plan.steering_agency.code == "so-tc"
    assert list(plan.sections.values_list("code", flat=True)) == ["A", "A.1", "B"]
    assert list(plan.tasks.values_list("code", flat=True)) == ["A.1.1", "B.1"]
    assert plan.targets.get().measures.get().numerator_figures.get().code == "thu-tuc"
    outline = outline_of(plan)
    assert [section.key for section in outline.sections] == ["ket-qua", "kien-nghi"]
    assert [annex.key for annex in outline.annexes] == ["I", "so-lieu"]
    period = open_period(plan=plan, year=2026, today=TODAY, now=NOW)
    assert period.duties.count() == 2


def test_its_rows_say_whatever_an_annex_says(package: Path) -> None:
    text = (package / "plan.yaml").read_text()
    more = "schedule: quarterly\n  offset_days: 5\n  product: Quyết định\n  budget: 5"
    text = text.replace("schedule: annual", more, 1)
    figures = package / "figures.yaml"  # a figure by time is asked by no other task
    figures.write_text(figures.read_text().replace("[A.1.1, B.1*]", "[A.1.1*]"))
    aims = "threshold: 80.5\n  by_year: 2030\n  baseline: 62\n  path: '2026: 70'"
    text = text.replace("threshold: 100", aims, 1)
    (package / "plan.yaml").write_text(text)
    call_command("load_plan", str(package), verbosity=0)
    task = Task.objects.get(code="A.1.1")
    assert (task.product, task.budget, task.behaviour) == ("Quyết định", 5, "annual")
    plan = Plan.objects.get()
    asks = plan.targets.get().asks
    assert asks.words == "Tối thiểu 80,5% đến năm 2030; hiện trạng: 62%; năm 2026: 70%"
    period = open_period(plan=plan, year=2026, today=TODAY, now=NOW)
    found = period.duties.filter(task=task).order_by("occurs_from")
    assert [duty.occurrence for duty in found] == ["Quý I/2026", "Quý II/2026"]


def test_it_may_bring_a_calendar_of_its_own(package: Path) -> None:
    text = (package / "plan.yaml").read_text()
    rows = (
        "calendar:\n"
        "- {key: nam, label: Năm, last_day: 31/12}\n"
        "- {key: nua-1, label: Nửa đầu, last_day: 30/6, part_of: nam}\n"
        "- {key: nua-2, label: Nửa cuối, last_day: 31/12, unit_day: 5/1, part_of: nam}\n"
    )
    (package / "plan.yaml").write_text(text + rows)
    call_command("load_plan", str(package), verbosity=0)
    plan = Plan.objects.get()
    second = open_period(plan=plan, year=2026, kind="nua-2", today=TODAY, now=NOW)
    assert (second.data_from, second.unit_due) == (date(2026, 7, 1), date(2027, 1, 5))
    Plan.objects.filter(pk=plan.pk).update(code="cu")
    for old, new, said in (
        ("30/6", "30/30", "khóa «last_day»: «30/30» không phải ngày"),
        ("nua-1", "nua-2", "mã «nua-2» đã có"),
        ("31/12, unit", "30/11, unit", "Từ 1/12 đến 31/12 không thuộc kỳ nào"),
    ):
        spoilt = rows.replace(old, new)
        (package / "plan.yaml").write_text(text + spoilt)
        with pytest.raises(CommandError, match=f"^plan.yaml, dòng [0-9]+: .*{said}"):
            call_command("load_plan", str(package), verbosity=0)


def test_its_page_draws_its_own_parts(client: Client) -> None:
    call_command("load_plan", str(TINY), verbosity=0)
    plan = Plan.objects.get()
    client.force_login(make_user("head", plan.steering_agency))
    body = client.get(plan_page("tasks:plan")).content.decode()
    for said in ("A. NHIỆM VỤ", "1. Thủ tục", "B. TỔ CHỨC THỰC HIỆN", "bỏ thủ tục"):
        assert said in body
    assert "100% thủ tục thừa được bỏ." in body
    assert "Theo dõi Kế hoạch thực hiện cải cách thủ tục" in body
    assert "MỤC ĐÍCH, YÊU CẦU" not in body
    anchors = re.findall(r' id="([^"]+)"', body)
    assert len(anchors) == len(set(anchors))


def test_its_report_and_letter_speak_of_it_alone() -> None:
    call_command("load_plan", str(TINY), verbosity=0)
    plan = Plan.objects.get()
    period = open_period(plan=plan, year=2026, today=TODAY, now=NOW)
    report = with_defaults(report_of(period))
    found = yearly_facts(period=period, report=report, today=TODAY)
    assert found.subject == "Kết quả thực hiện cải cách thủ tục năm 2026"
    assert found.opening[0].startswith("Thực hiện Kế hoạch số 7/KH-UBND")
    assert found.head.symbol == "BC-STC"
    lines = [
        [fact.code for fact in part] for part in (found.tasks, found.responsibilities)
    ]
    assert lines == [["A.1.1"], ["B.1"]]
    assert report.recipients.endswith("Lưu: VT.")
    proposed_words = proposed(report, found)
    assert "báo cáo Bộ quản lý ngành kết quả thực hiện cải" in proposed_words["opening"]
    said = as_text.dump(found) + repr(proposed_words)
    assert [word for word in WORDS if word.lower() in said.lower()] == []


def test_a_changed_package_is_drafted_once_agencies_work_on_the_plan(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words, a task and an assignment more wait for a document; what a change replaced
    since is no difference.
    """
    call_command("load_plan", str(package), verbosity=0)
    plan = Plan.objects.get()
    open_period(plan=plan, year=2026, today=TODAY, now=NOW)
    path = package / "plan.yaml"
    whole = yaml.safe_load(path.read_text())
    whole["tasks"][0]["text"] = "Bỏ thủ tục thừa và thủ tục trùng."
    whole["tasks"][1]["given"].append(
        {"to": "so-yt", "role": "execute", "mode": "each"}
    )
    more = {**whole["tasks"][1], "code": "B.2", "short_title": "Thêm", "text": "Thêm."}
    whole["tasks"].append(more)
    whole["sections"][0]["title"] = "Việc phải làm"
    path.write_text(yaml.safe_dump(whole, allow_unicode=True))
    before = rows()
    call_command("load_plan", str(package), verbosity=0)
    assert rows() == before
    assert "--user" in capsys.readouterr().out
    boss = make_user(is_superuser=True)
    call_command("load_plan", str(package), user=boss.username, verbosity=0)
    assert rows() == before
    draft = PlanChange.objects.get()
    said = {(line.subject, line.act) for line in draft.lines.all()}
    assert said == {
        ("task", "change"), ("section", "change"), ("task", "add"), ("assignment", "add"),
    }  # fmt: skip
    basis = {
        "basis_number": "8/QĐ-UBND", "basis_on": TODAY, "basis_title": "Sửa đổi",
        "effective_on": TODAY,
    }  # fmt: skip
    draft = save_draft(change=draft, basis=basis, open_work={})
    seen = rehearse_change(change=draft, today=TODAY, now=NOW)
    assert seen.problems == ()
    apply_change(change=draft, actor=boss, digest=seen.digest, today=TODAY, now=NOW)
    assert differing_rows(Plan.objects.get(), package) == ([], [])
    first = Plan.objects.get(), TINY
    edits, more_rows = differing_rows(*first)
    assert (edits, more_rows) == ([], [])
    call_command("load_plan", str(package), verbosity=0)
    assert PlanChange.objects.count() == 1


def test_the_same_package_again_changes_nothing() -> None:
    call_command("load_plan", str(TINY), verbosity=0)
    Task.objects.filter(code="B.1").update(short_title="Cơ quan đã sửa")
    before = rows()
    call_command("load_plan", str(TINY), verbosity=0)
    assert rows() == before


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "plan.yaml",
            "section: A.1",
            "section: A.9",
            "«A.9» không có trong «sections»",
        ),
        (
            "plan.yaml",
            "schedule: annual",
            "schedule: yearly",
            "phải là một trong: annual",
        ),
        ("plan.yaml", "schedule: annual", "schedule: days", "khóa «year_days»: Ghi"),
        ("plan.yaml", "threshold: 100", "threshold: 130", "Tỷ lệ không quá 100%"),
        ("plan.yaml", "  short_title: Bỏ", "  ten: Bỏ", "thiếu khóa «short_title»"),
        ("plan.yaml", "law_basis:", "luat:", "không có khóa «luat»"),
        (
            "plan.yaml",
            "to: so-yt",
            "to: so-la",
            "«so-la» không có trong danh mục cơ quan",
        ),
        ("plan.yaml", "code: B.1", "code: A.1.1", "mã «A.1.1» đã có"),
        ("plan.yaml", "threshold: 100", "threshold: nhiều", "phải là số"),
        ("plan.yaml", "matter: ", "matter: [", "không đọc được"),
        ("figures.yaml", "B.1*", "B.7*", "«B.7» không có trong nhiệm vụ"),
        ("measures.yaml", "thu-tuc", "thu-tich", "«thu-tich» không có trong figures"),
        ("outline.yaml", "rule: muc-tieu", "rule: la", "«rule» là «la», phải là"),
        ("outline.yaml", "title: Kiến nghị", "key: kien-nghi", "một khóa viết hai lần"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    package: Path, file: str, old: str, new: str, said: str
) -> None:
    text = (package / file).read_text()
    assert old in text
    (package / file).write_text(text.replace(old, new, 1))
    with pytest.raises(CommandError) as refused:
        call_command("load_plan", str(package), verbosity=0)
    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{file}, dòng ")
    assert not Plan.objects.exists()


def test_the_line_is_that_of_the_row(package: Path) -> None:
    path = package / "plan.yaml"
    lines = path.read_text().splitlines()
    row = next(number for number, line in enumerate(lines, 1) if "code: B.1" in line)
    path.write_text(path.read_text().replace("section: B", "section: C"))
    with pytest.raises(CommandError, match=f"^plan.yaml, dòng {row}: «C» không có"):
        call_command("load_plan", str(package), verbosity=0)


def test_a_folder_without_a_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Không thấy tệp plan\.yaml"):
        call_command("load_plan", str(tmp_path), verbosity=0)


def test_a_package_without_an_outline_gets_the_plain_one(package: Path) -> None:
    (package / "outline.yaml").unlink()
    call_command("load_plan", str(package), verbosity=0)
    keys = [annex.key for annex in outline_of(Plan.objects.get()).annexes]
    assert keys == ["I", "IX", "van-ban"]


def test_the_shipped_files_are_plain_yaml_with_a_source() -> None:
    whole = read_package(SHIPPED_PLAN, "plan.yaml")
    assert yaml.safe_load((SHIPPED_PLAN / "plan.yaml").read_text()) == whole
    source = " ".join((SHIPPED_PLAN / "plan-source.txt").read_text().split())
    told = [task["text"] for task in whole["tasks"]]
    assert sum(" ".join(text.split()[:6]) in source for text in told) > 25
