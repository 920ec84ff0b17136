"""A planned downtime is announced on every page, and only until it is over."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kehoach.downtime import downtime_words, read_downtime

ZONE = "Asia/Ho_Chi_Minh"


def test_a_downtime_is_announced_until_it_is_over() -> None:
    span = read_downtime("2026-12-05 18:00 / 2026-12-05 20:00", ZONE)
    assert span
    said = "Cổng tạm dừng để bảo trì từ 18:00 đến 20:00 ngày 05/12/2026."
    assert downtime_words(span, span[0] - timedelta(days=3)) == said
    assert downtime_words(span, span[1]) == ""
    assert downtime_words(None, span[0]) == ""
    night = read_downtime("2026-12-05 22:00/2026-12-06 02:00", ZONE)
    assert night
    assert "từ 22:00 ngày 05/12/2026 đến 02:00 ngày 06/12/2026" in downtime_words(
        night, night[0]
    )


@pytest.mark.parametrize(
    "text", ["mai", "2026-12-05 18:00", "2026-12-05 20:00 / 2026-12-05 18:00"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_downtime(text, ZONE)


def test_every_page_says_it_also_before_signing_in(
    db: None, client: Client, settings: Any
) -> None:
    now = timezone.localtime()
    settings.DOWNTIME = (now + timedelta(hours=1), now + timedelta(hours=2))
    words = "Cổng tạm dừng để bảo trì từ"
    assert words in client.get(reverse("login")).content.decode()
    settings.DOWNTIME = (now - timedelta(hours=2), now - timedelta(hours=1))
    assert words not in client.get(reverse("login")).content.decode()
