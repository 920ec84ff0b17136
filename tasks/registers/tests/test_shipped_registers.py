"""The registers of the first plan: what its figures come to from real rows."""

from datetime import date

import pytest
from django.core.management import call_command

from agencies.models import Agency
from agencies.tests.factories import make_user
from tasks.models import FigureCount, FigureValue, Plan, Register, RegisterColumn
from tasks.registers.keeping import write_rows
from tasks.registers.said import columns_in_use, read_row
from tasks.tests.factories import NOW, make_period

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
TODAY = date(2027, 6, 10)


@pytest.fixture
def plan():
    call_command("load_agencies", verbosity=0)
    call_command("load_plan", verbosity=0)
    return Plan.objects.get()


def test_every_register_is_loaded_once_and_each_count_holds(plan):
    assert Register.objects.count() == 8
    call_command("load_plan", verbosity=0)
    assert Register.objects.count() == 8
    counts = FigureCount.objects.select_related("figure", "register")
    assert counts.count() == 21
    for count in counts:
        count.full_clean()
    assert set(RegisterColumn.objects.filter(is_personal=True).values_list("code")) == {
        ("ho-ten",)
    }


def test_conventions_of_a_ward_add_up(plan):
    period = make_period(plan, year=2027)
    ward = Agency.objects.filter(kind="cap-xa").first()
    officer = make_user("officer", ward)
    register = Register.objects.get(code="huong-uoc")
    columns = columns_in_use(register)
    states = [
        ("Đang có hiệu lực", "2020-05-01", {"ngay-sua": "03/03/2027"}),
        ("Đang có hiệu lực", "2027-02-01", {"ngay-ra-soat": "05/05/2027"}),
        ("Tạm ngừng", "2019-01-01", {"ngay-tam-ngung": "01/04/2027"}),
        ("Bãi bỏ", "2019-01-01", {"ngay-bai-bo": "01/04/2026"}),
        ("Không được công nhận", "2027-03-01", {}),
    ]
    rows = [
        (
            date.fromisoformat(day),
            read_row(columns, {"thon": f"Thôn {n}", "trang-thai": state} | more),
        )
        for n, (state, day, more) in enumerate(states)
    ]
    write_rows(
        register=register, agency=ward, rows=rows, actor=officer, today=TODAY, now=NOW
    )
    values = FigureValue.objects.filter(agency=ward, period=period, is_current=True)
    said = dict(values.values_list("figure__code", "number"))
    assert {code.removeprefix("huong-uoc-"): int(n) for code, n in said.items()} == {
        "hieu-luc": 2,
        "ra-soat": 1,
        "cong-nhan": 1,
        "khong-cong-nhan": 1,
        "sua-doi": 1,
        "tam-ngung": 1,
        "bai-bo": 0,
    }
