"""The frame of the pages: filters, navigation by role, vendored files, no inline code."""

import hashlib
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import Client, RequestFactory

from kehoach.site import context
from kehoach.templatetags import vi

ROOT = Path(settings.BASE_DIR)
PAGES = sorted(
    p
    for p in (ROOT / "templates").rglob("*.html")
    if p.relative_to(ROOT / "templates").parts[0] != "emails"  # mail needs its styles
)


def test_days_and_moments_are_vietnamese_and_local() -> None:
    late = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)
    assert vi.ngay(date(2026, 12, 31)) == "31/12/2026"
    assert vi.ngay(late) == "01/01/2027"
    assert vi.ngay_gio(late) == "00:05 01/01/2027"
    assert vi.ngay(None) == vi.ngay_gio(None) == ""


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (1234, None, "1.234"),
        (Decimal("1234.50"), None, "1.234,5"),
        (1234.567, 2, "1.234,57"),
        (0, None, "0"),
        (None, None, ""),
        ("58/65", None, "58/65"),
    ],
)
def test_numbers_are_vietnamese(value: object, places: int | None, shown: str) -> None:
    assert vi.so(value, places) == shown


def test_a_missing_rate_is_never_zero() -> None:
    assert vi.phan_tram(None) == "–"
    assert vi.phan_tram(Decimal(0)) == "0%"
    assert vi.phan_tram(0.915) == "91,5%"


def test_a_bar_is_full_only_when_everything_is_done() -> None:
    assert vi.width_class(999, 1000) == "w-p99"
    assert vi.width_class(7, 7) == "w-p100"
    assert vi.width_class(0, 7) == vi.width_class(3, 0) == "w-p0"


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    sprite = (ROOT / "static/icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = {
        name
        for page in PAGES
        for name in re.findall(r'{% icon "([a-z0-9-]+)"', page.read_text())
    }
    named |= {entry.icon for entry in context.ENTRIES}
    assert named - known == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_no_template_has_inline_code_or_style(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"\sstyle=|<style|javascript:|\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)


def test_vendored_files_are_the_ones_written_down() -> None:
    folder = ROOT / "static/vendor"
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    present = {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file() and p.parent != folder
    }
    assert present == listed


class Answer(forms.Form):
    """A field with help, filled wrongly."""

    done_on = forms.DateField(label="Ngày", help_text="Ví dụ 05/06/2026")


def test_a_wrong_field_is_tied_to_its_help_and_error() -> None:
    html = str(Answer({"done_on": "hôm qua"}))
    described = 'aria-describedby="id_done_on_helptext id_done_on_error"'
    assert described in html
    assert 'id="id_done_on_helptext"' in html
    assert 'id="id_done_on_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="hôm qua"' in html


def test_paging_keeps_the_other_parameters() -> None:
    request = RequestFactory().get("/", {"ky": "2026", "page": "1"})
    shown = Template("{% query page=3 %}").render(Context({"request": request}))
    assert shown == "?ky=2026&amp;page=3"


def test_navigation_follows_the_audience() -> None:
    def seen(*audiences: str) -> set[str]:
        return {e.view for e in context.ENTRIES if e.audience & set(audiences)}

    assert seen("everyone") == {"tasks:agencies", "tasks:calendar", "tasks:plan"}
    assert seen("everyone", "agency") == {
        "tasks:agencies",
        "tasks:contributions",
        "tasks:adhoc_list",
        "tasks:calendar",
        "tasks:plan",
        "tasks:desk_home",
        "tasks:directions",
        "tasks:registers",
        "tasks:difficulties",
        "tasks:talks",
    }
    assert "tasks:review" not in seen("everyone", "leads")
    assert "administration" not in seen("everyone", "agency", "steers", "leads")


@pytest.mark.django_db
def test_sign_in_says_what_to_do_after_a_wrong_password(client: Client) -> None:
    reply = client.post("/dang-nhap/", {"username": "ai-do", "password": "sai"})
    page = reply.content.decode()
    assert "Chưa đăng nhập được." in page
    assert 'value="ai-do"' in page
    assert 'name="htmx-config"' in page
