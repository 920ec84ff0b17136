"""The command says what it needs first."""

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.django_db
def test_without_a_plan_the_command_names_the_one_that_comes_first(settings):
    settings.DEBUG = settings.DEMO = True
    with pytest.raises(CommandError, match="chạy load_plan trước"):
        call_command("load_demo")
