"""manage.py reset_second_factor NAME: when no administrator can reset it on the page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from agencies.accounts.resetting import reset_factors
from agencies.models import User
from kehoach.lib.acting import Acting, acting_as


class Command(BaseCommand):
    """Take a lost second factor away; the owner is told and the trail says so."""

    help = "Đặt lại xác thực hai lớp của một tài khoản đã mất thiết bị và mã dự phòng."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name to sign in with."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset it, or say why not."""
        name = options["username"]
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Không có tài khoản «{name}».")
        with acting_as(Acting(job="reset_second_factor")):
            done = reset_factors(user=user, actor=None, now=timezone.now())
        if not done:
            raise CommandError(f"«{name}» chưa thiết lập xác thực hai lớp.")
        self.stdout.write(f"Đã đặt lại; «{name}» thiết lập lại khi đăng nhập.")
