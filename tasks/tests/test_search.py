"""«Tìm kiếm»: with and without marks, only what the person may read."""

import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.text import word_text
from tasks.finding import AROUND, snippet_of, words_of
from tasks.models import ProgressEntry
from tasks.services.evidence import attach_evidence
from tasks.services.progress import log_progress
from tasks.tests.factories import NOW, TODAY, make_duty
from tasks.tests.pages import text_of

MOMENT = {"today": TODAY, "now": NOW}


@given(st.text(max_size=300), st.text(min_size=1, max_size=10))
def test_a_snippet_is_a_piece_of_the_text(text, typed):
    snippet = snippet_of(text, words_of(typed))
    if snippet and snippet.hit:
        whole = " ".join(unicodedata.normalize("NFC", text).split())
        assert snippet.hit in whole
        assert len(snippet.before) <= AROUND + 1
        assert len(snippet.after) <= AROUND + 1
        assert word_text(snippet.hit).split()[0] == words_of(typed)[0] or (
            word_text(snippet.hit).strip() in words_of(typed)
        )


def test_the_word_is_shown_as_it_is_spelled():
    text = "Đã sửa đổi hương ước, quy ước tại thôn Phú Hòa."
    found = snippet_of(text, words_of("huong UOC"))
    assert (found.before, found.hit) == ("Đã sửa đổi ", "hương ước")


@pytest.mark.parametrize("typed", ["", " ", "a", "̣", "%", "./-"])
def test_too_short_a_query_has_no_words(typed):
    assert words_of(typed) == []


pytestmark = pytest.mark.usefixtures("_inside_the_period")


def said(duty, person, text):
    return log_progress(
        duties=[duty],
        author=person,
        done_on=TODAY,
        text=text,
        progress="in_progress",
        **MOMENT,
    )


@pytest.mark.django_db
class TestPage:
    """What the box finds."""

    def find(self, client, **query):
        page = client.get(reverse("tasks:search"), query)
        return {g.kind: [h.title for h in g.hits] for g in page.context["groups"]}

    def test_everything_with_and_without_marks(self, login, duty, officer):
        duty.task.text = "Sửa đổi hương ước."
        duty.task.save()
        said(duty, officer, "Đã họp bàn về hương ước tại thôn.")
        attach_evidence(
            duties=[duty],
            actor=officer,
            subject="Quyết định công nhận hương ước",
            number="12/QĐ-UBND",
            issued_on=TODAY,
            issuer="UBND xã",
            **MOMENT,
        )
        client = login(officer)
        expected = {"dieu-khoan", "nhat-ky", "minh-chung"}
        for typed in ("hương ước", "huong uoc", "HUONG  ƯỚC", "hu\u031bo\u031bng ước"):
            assert set(self.find(client, q=typed)) == expected, typed
        assert set(self.find(client, q="12/qd")) == {"minh-chung"}
        assert self.find(client, q="uong") == {}, "only beginnings of words"
        assert set(self.find(client, q="hoa binh")) == {"co-quan"}
        assert self.find(client, q="không có chữ này") == {}

    def test_strangers_find_nothing_of_others(self, login, duty, officer):
        said(duty, officer, "Bí mật của xã Hòa Bình.")
        stranger = make_user("officer", make_agency())
        assert self.find(login(stranger), q="bi mat") == {}
        assert self.find(login(stranger), q="hoa binh") == {}
        reviewer = make_user("officer", duty.period.plan.steering_agency)
        assert set(self.find(login(reviewer), q="bi mat")) == {"nhat-ky"}

    def test_text_is_shown_as_text(self, login, duty, officer):
        said(duty, officer, "<script>alert(1)</script> hương ước %_\\ ' OR 1=1")
        client = login(officer)
        page = text_of(client.get(reverse("tasks:search"), {"q": "huong"}))
        assert "<script>alert" not in page
        assert "<mark>hương</mark>" in page
        assert self.find(client, q="%_") == {}
        assert self.find(client, q="%%%") == {}

    @pytest.mark.parametrize("rows", [1, 3, 30])
    @pytest.mark.parametrize(("kind", "queries"), [("", 14), ("nhat-ky", 8)])
    def test_it_costs_the_same_at_any_size(
        self, login, duty, officer, kind, queries, rows
    ):
        for number in range(rows):
            other = make_duty(
                duty.task, make_agency(f"UBND xã Hương {number}"), duty.period
            )
            said(other, make_user("officer", other.agency), f"Hương ước {number}")
        client = login(make_user("officer", duty.period.plan.steering_agency))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("tasks:search"), {"q": "huong", "loai": kind})
        assert len(seen) == queries, [q["sql"][:80] for q in seen]
        assert ProgressEntry.objects.count() == rows
