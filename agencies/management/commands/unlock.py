"""manage.py unlock NAME_OR_ADDRESS: when no administrator gets in to do it on the page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from agencies.accounts.shut import unblock
from kehoach.lib.acting import Acting, acting_as
from kehoach.lib.addresses import bounded_place_of, plain_address


class Command(BaseCommand):
    """Forget the wrong passwords against a name or from an address."""

    help = "Gỡ chặn một tên đăng nhập hoặc một địa chỉ mạng sau nhiều lần sai mật khẩu."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a name to sign in with, or an address."""
        parser.add_argument("who")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it off, or say that it does not stand there."""
        who = options["who"]
        address = plain_address(who)
        place = bounded_place_of(address) if address else ""
        with acting_as(Acting(job="unlock")):
            done = unblock(name=who, place=place, actor=None, now=timezone.now())
        if not done:
            raise CommandError(f"«{who}» không bị chặn.")
        self.stdout.write(f"Đã gỡ chặn «{who}».")
