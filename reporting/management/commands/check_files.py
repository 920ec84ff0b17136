"""manage.py check_files: files and facts that are not what was kept."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reporting.kept.checking import check_everything
from reporting.models import IssuedLink
from tasks.models import FileTrouble


class Command(BaseCommand):
    """Lists what is wrong, missing or of nobody; ends with 1 when something is wrong."""

    help = (
        "So tệp và số liệu đã lưu với mã băm: liệt kê tệp sai, mất, không thuộc về đâu;"
        " sửa từ kho thứ hai nếu có SECOND_STORE."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, mend, print."""
        done = check_everything(now=timezone.now())
        for name in done.mended:
            self.stdout.write(f"Đã sửa từ kho thứ hai: {name}")
        for each in done.found:
            label = FileTrouble.Kind(each.kind).label
            of = f" ({each.about})" if each.about else ""
            self.stdout.write(f"{label}: {each.place}{of}")
        self.stdout.write(
            f"Đã xem {done.files} tệp: sửa {len(done.mended)}, còn {len(done.found)} việc."
        )
        if link := IssuedLink.objects.last():
            self.stdout.write(f"Lần ban hành cuối: {link.place}, SHA-256 {link.sha256}")
        if not done.is_right:
            sys.exit(1)
