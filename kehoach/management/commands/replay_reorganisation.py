"""manage.py replay_reorganisation: the events of 2025 again, and what they conserve."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.events.history import shipped
from kehoach.sample.past_year import SEED
from kehoach.sample.replay import NoDatabase, clean_database, replay_2025, replay_text


class Command(BaseCommand):
    """Replay in a temporary database; the configured one is not touched."""

    help = (
        "Diễn lại việc sắp xếp tổ chức năm 2025 trong cơ sở dữ liệu tạm và đối chiếu:"
        " không nhiệm vụ, nhật ký, minh chứng nào mất hoặc tính hai lần."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare scope, seed and form of the answer."""
        parser.add_argument(
            "--with-ninh-thuan",
            action="store_true",
            help="kế hoạch áp dụng cả các đơn vị thuộc Ninh Thuận trước đây",
        )
        parser.add_argument("--seed", type=int, default=SEED, help="số gieo")
        parser.add_argument("--json", action="store_true", help="in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay and print; fail when something was not conserved."""
        try:
            with clean_database():
                found = replay_2025(
                    files=shipped(),
                    with_ninh_thuan=options["with_ninh_thuan"],
                    seed=options["seed"],
                )
        except NoDatabase as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            answer = asdict(found) | {"holds": found.holds}
            text = json.dumps(answer, ensure_ascii=False, default=str, indent=2)
            self.stdout.write(text)
        else:
            self.stdout.write(replay_text(found))
        if not found.holds:
            message = "Có số liệu không được bảo toàn."
            raise CommandError(message)
