"""A command is about the plan that is named, else about the only one (rule 16)."""

import json

import pytest
from django.core.management import CommandError, call_command

from tasks.models import Period
from tasks.tests.factories import make_plan

pytestmark = pytest.mark.django_db


def test_the_only_plan_is_meant_and_of_two_one_is_named(capsys):
    first = make_plan(code="mot")
    call_command("open_period", "2026")
    assert Period.objects.get().plan == first
    second = make_plan(code="hai")
    with pytest.raises(CommandError, match="hai, mot"):
        call_command("open_period", "2027")
    call_command("open_period", "2027", plan="hai")
    assert Period.objects.get(year=2027).plan == second
    with pytest.raises(CommandError, match="hai, mot"):
        call_command("plan_status", json=True, plan="khac")
    capsys.readouterr()
    call_command("plan_status", json=True, plan="mot")
    assert json.loads(capsys.readouterr().out)
