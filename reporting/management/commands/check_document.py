"""Check a DOCX against NĐ 30/2020/NĐ-CP, rule by rule."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.checking import check


class Command(BaseCommand):
    """`check_document bao-cao.docx`; ends with an error when a rule is not met."""

    help = "Kiểm tra thể thức văn bản DOCX theo Nghị định 30/2020/NĐ-CP."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read the file's name."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per rule with the places."""
        try:
            verdicts = check(options["file"].read_bytes())
        except OSError as error:
            message = f"Không đọc được {options['file']}: {error.strerror}."
            raise CommandError(message) from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        for verdict in verdicts:
            self.stdout.write(str(verdict))
        broken = [verdict.code for verdict in verdicts if not verdict.met]
        if broken:
            message = f"{len(broken)} quy định chưa đạt: {', '.join(broken)}."
            raise CommandError(message)
        self.stdout.write("Đạt mọi quy định kiểm tra được.")
