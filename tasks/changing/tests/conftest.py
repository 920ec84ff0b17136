"""What tests of changes begin with: one responsibility, who has it, its year."""

import pytest

from agencies.tests.factories import make_agency, make_user
from tasks.changing.tests.changing import live, opened
from tasks.tests.factories import make_assignment, make_plan, make_task


@pytest.fixture
def finance():
    return make_agency("Sở Tài chính")


@pytest.fixture
def building():
    return make_agency("Sở Xây dựng")


@pytest.fixture
def given(finance):
    task = make_task(make_plan(), "IV.5.1", assignee_text="Sở Tài chính")
    return make_assignment(task, finance)


@pytest.fixture
def period(given):
    return opened(given.task)


@pytest.fixture
def duty(given, period):
    return live(given.task).get()


@pytest.fixture
def boss():
    return make_user(is_superuser=True, is_staff=True)


@pytest.fixture
def admin_client(client, boss):
    client.force_login(boss)
    return client
