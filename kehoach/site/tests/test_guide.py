"""The user guide inside the portal: a place for each page, roles, pictures."""

import re

import pytest
from django.urls import get_resolver, reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.site.guide import folder, guide, guide_place_of, size_of
from kehoach.site.guide_places import PLACES, STEERED
from kehoach.site.tests.addresses import named
from tasks.tests.factories import make_plan
from tasks.tests.pages import text_of

#: Views that draw no page: files, jobs' pulses, what answers a press and goes elsewhere.
NO_PAGE = re.compile(
    r"(_csv|_xlsx|_docx|_pdf|_file|_json|_sources|_template|_draft|_version)$"
    r"|^(alive|healthy|measured|home|styles|guide|guide_picture)$"
    r"|^tasks:(feed|feed_renew|find_agency|notice|notices_read|adhoc_copy|adhoc_drop"
    r"|desk_line|log_in_place|attach_in_place|detach_evidence|end_pause|known_file"
    r"|follow_difficulty|share_difficulty|part_difficulty|end_stand_in|referral_take_back|new_letter|letter_words|send_link"
    r"|retry_reminders|withdraw_contribution|reorganisation_(copy|delete|search)"
    r"|reorganisation_line_remove|answer_again|plan_change_(delete|undo|line_delete))$"
    r"|^reporting:(province|switch_scores|compare_\w+|committee_signed|signed_pdf"
    r"|submit_committee|take_back_committee|issue_committee|outline_restore"
    r"|outline_section_delete|word_template_restore)$"
)
PAGES = {"reporting:word_template"}


def test_every_page_has_a_place_in_the_guide():
    views = set(named(get_resolver()))
    explained = [view for some in PLACES.values() for view in some]
    assert len(explained) == len(set(explained))
    assert set(explained) | set(STEERED) <= views
    pages = {view for view in views if view in PAGES or not NO_PAGE.search(view)}
    assert sorted(pages - set(explained)) == []


def test_every_place_is_in_the_guide():
    anchors = {part.anchor for part in guide()}
    anchors |= {each.anchor for part in guide() for each in part.headings}
    assert {*PLACES, *STEERED.values()} <= anchors
    ids = re.findall(r'id="([^"]+)"', "".join(part.html for part in guide()))
    assert len(ids) == len(set(ids))


def test_every_picture_is_there_and_in_its_size(client):
    html = "".join(part.html for part in guide())
    shown = re.findall(r'<img src="(/huong-dan/anh/([\w-]+\.png))"[^>]*>', html)
    assert len(shown) == html.count("<img ") > 20
    for address, name in shown:
        reply = client.get(address)
        assert reply["Content-Type"] == "image/png"
        assert b"".join(reply.streaming_content)[:4] == b"\x89PNG"
        width, height = size_of(folder() / "images" / name)
        assert 100 < width < 3000
        assert 100 < height < 6000
    assert all('loading="lazy"' in each for each in re.findall(r"<img [^>]+>", html))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["khong-co.png", "..%2Fsettings.py", "diagram.svg"])
def test_nothing_else_is_handed_out(client, name):
    assert client.get(f"/huong-dan/anh/{name}").status_code == 404


@pytest.mark.django_db
class TestPage:
    """What each role reads."""

    def open(self, client, user=None, **query):
        if user:
            backend = "django.contrib.auth.backends.ModelBackend"
            client.force_login(user, backend=backend)
        return client.get(reverse("guide"), query)

    def parts(self, page, name="parts"):
        return [part.anchor for part, _ in page.context[name]]

    @pytest.mark.parametrize(
        ("role", "own", "other"),
        [
            ("officer", "can-bo-don-vi", "gui"),
            ("head", "gui", "co-quan-theo-doi"),
            ("clerk", "bao-cao-don-vi", "gui"),
            ("leader", "lanh-dao", "can-bo-don-vi"),
        ],
    )
    def test_the_own_role_comes_first(self, client, role, own, other):
        page = self.open(client, make_user(role, make_agency()))
        assert own in self.parts(page)
        assert other in self.parts(page, "others")
        assert {"dang-nhap", "quy-tac"} <= set(self.parts(page))

    def test_who_is_only_asked_has_a_part(self, client):
        person = make_user("officer", make_agency(kind="mat-tran"))
        assert "duoc-de-nghi" in self.parts(self.open(client, person))

    def test_the_steering_agency_reads_its_part_and_its_lines(self, client):
        steering = make_plan().steering_agency
        page = self.open(client, make_user("officer", steering))
        assert "co-quan-theo-doi" in self.parts(page)
        assert "xem kết quả đơn vị đã gửi" in text_of(page)
        other = self.open(client, make_user("officer", make_agency()))
        assert "xem kết quả đơn vị đã gửi" not in text_of(other)

    def test_all_of_it_for_who_asks_and_who_is_not_signed_in(self, client):
        for page in (
            self.open(client),
            self.open(
                client, make_user("clerk", make_agency()), **{"vai-tro": "tat-ca"}
            ),
        ):
            assert len(self.parts(page)) == len(guide()) - 1
            assert page.context["others"] == []

    def test_no_comment_and_no_mark_of_the_source_is_shown(self, client):
        page = text_of(self.open(client))
        for sign in ("<!-- neo", "neo:", "cho: officer", "](", "**"):
            assert sign not in page

    def test_a_page_leads_to_its_place(self, client):
        person = make_user("officer", make_agency())
        page = text_of(self.open(client, person))
        client.force_login(person)
        found = text_of(client.get(reverse("tasks:calendar")))
        assert guide_place_of("tasks:calendar") == "/huong-dan/#lich"
        assert found.count('href="/huong-dan/#lich"') == 2
        assert "Hướng dẫn trang này" in found
        assert 'id="lich"' in page

    def test_the_steering_agency_is_led_to_its_own_place(self, client):
        steering = make_plan().steering_agency
        self.open(client, make_user("officer", steering))
        page = text_of(client.get(reverse("tasks:adhoc_list")))
        assert 'href="/huong-dan/#hoi-dot-xuat"' in page

    def test_a_page_of_sign_in_leads_there_too(self, client):
        assert 'href="/huong-dan/#dang-nhap"' in text_of(client.get(reverse("login")))
