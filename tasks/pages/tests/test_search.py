"""«Tìm kiếm»: with and without marks, only what the person may read."""

import unicodedata
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.text import word_text
from tasks.coordination.contributions import ask_contribution, give_contribution
from tasks.difficulties.following import share_difficulty
from tasks.difficulties.handling import answer_difficulty, raise_difficulty
from tasks.evidence.keeping import attach_evidence
from tasks.models import (
    AdhocRequest,
    FigureValue,
    ProgressEntry,
    UnitReport,
    UrgingLetter,
)
from tasks.pages.search import AROUND, search_words, snippet_of
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress

MOMENT = {"today": TODAY, "now": NOW}


@given(st.text(max_size=300), st.text(min_size=1, max_size=10))
def test_a_snippet_is_a_piece_of_the_text(text, typed):
    snippet = snippet_of(text, search_words(typed))
    if snippet and snippet.hit:
        whole = " ".join(unicodedata.normalize("NFC", text).split())
        assert snippet.hit in whole
        assert len(snippet.before) <= AROUND + 1
        assert len(snippet.after) <= AROUND + 1
        assert word_text(snippet.hit).split()[0] == search_words(typed)[0] or (
            word_text(snippet.hit).strip() in search_words(typed)
        )


def test_the_word_is_shown_as_it_is_spelled():
    text = "Đã sửa đổi hương ước, quy ước tại thôn Phú Hòa."
    found = snippet_of(text, search_words("huong UOC"))
    assert (found.before, found.hit) == ("Đã sửa đổi ", "hương ước")


@pytest.mark.parametrize("typed", ["", " ", "a", "̣", "%", "./-"])
def test_too_short_a_query_has_no_words(typed):
    assert search_words(typed) == []


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
    @pytest.mark.parametrize(("kind", "queries"), [("", 12), ("nhat-ky", 7)])
    def test_a_search_costs_the_same_at_any_size(
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


@pytest.mark.django_db
class TestWhatElse:
    """Letters of both sides, difficulties, parts given, ad-hoc requests, people."""

    def find(self, client, **query):
        page = client.get(reverse("tasks:search"), query)
        return {g.kind: [h.title for h in g.hits] for g in page.context["groups"]}

    def addresses(self, client, typed):
        page = client.get(reverse("tasks:search"), {"q": typed})
        return {g.kind: [h.address for h in g.hits] for g in page.context["groups"]}

    def opened(self, client, typed, kind):
        """Return what the first hit of the kind leads to."""
        [address, *_] = self.addresses(client, typed)[kind]
        page = client.get(address.split("#")[0])
        assert page.status_code == 200, address
        return text_of(page)

    @pytest.fixture
    def reviewer(self, duty):
        return make_user("officer", duty.period.plan.steering_agency)

    @pytest.fixture
    def stranger(self):
        return make_user("officer", make_agency("UBND xã Lạ", kind="cap-xa"))

    def test_letters_of_agencies_by_their_number(
        self, login, duty, officer, reviewer, stranger
    ):
        for number, on in (("123/BC-UBND", duty), ("1234/BC-UBND", None)):
            agency = on.agency if on else make_agency("UBND xã Kia", kind="cap-xa")
            UnitReport.objects.create(
                agency=agency,
                period=duty.period,
                number=number,
                signed_on=TODAY,
                arrived_on=TODAY,
                signer="Trần Văn Ký",
                recorded_by=officer,
                recorded_at=NOW,
            )
        for typed in ("123/BC-UBND", "123/bc", "tran van ky"):
            found = self.find(login(officer), q=typed)
            assert found["bao-cao"] == ["UBND xã Hòa Bình – báo cáo số 123/BC-UBND"]
        first, second = self.find(login(reviewer), q="123/BC-UBND")["bao-cao"]
        assert (first[-11:], second[-12:]) == ("123/BC-UBND", "1234/BC-UBND")
        assert len(self.find(login(reviewer), q="bc ubnd")["bao-cao"]) == 2
        assert self.find(login(stranger), q="123/BC-UBND") == {}
        page = self.opened(login(officer), "123/BC-UBND", "bao-cao")
        assert "123/BC-UBND" in page

    def test_letters_of_the_steering_agency(
        self, login, duty, officer, reviewer, stranger
    ):
        letter = UrgingLetter.objects.create(
            period=duty.period,
            purpose="urge",
            issuer="so",
            about="đôn đốc gửi báo cáo quý",
            text="Đề nghị cập nhật kết quả.",
            created_by=reviewer,
            created_at=NOW,
        )
        letter.agencies.add(duty.agency)
        assert "cong-van" not in self.find(login(officer), q="don doc")
        assert self.find(login(reviewer), q="don doc")["cong-van"] == [
            "Công văn đôn đốc (dự thảo)"
        ]
        letter.number, letter.signed_on, letter.sent_at = "77/SNV-CQ", TODAY, NOW
        letter.save()
        for person in (officer, reviewer):
            found = self.find(login(person), q="77/snv")
            assert found["cong-van"] == ["Công văn đôn đốc số 77/SNV-CQ"]
            self.opened(login(person), "77/snv", "cong-van")
        assert self.find(login(stranger), q="77/snv") == {}

    def test_the_plan_and_the_letters_of_its_periods_by_number(
        self, login, duty, officer
    ):
        plan, period = duty.period.plan, duty.period
        plan.number, plan.issued_on = "4567/KH-UBND", TODAY
        plan.save()
        period.request_number, period.request_on = "89/SNV-XD", TODAY
        period.save()
        client = login(officer)
        assert self.find(client, q="4567/KH-UBND")["ke-hoach"] == [plan.short_title]
        assert self.find(client, q="89 snv")["ke-hoach"] == [
            "Công văn yêu cầu báo cáo năm 2026"
        ]
        self.opened(client, "89/SNV-XD", "ke-hoach")

    def test_difficulties_are_found_by_their_answers_too(
        self, login, duty, officer, reviewer, stranger
    ):
        raised = raise_difficulty(
            agency=duty.agency,
            period=duty.period,
            duty=duty,
            text="Thiếu kinh phí tập huấn",
            actor=officer,
            **MOMENT,
        )
        assert self.find(login(officer), q="thieu kinh phi")["vuong-mac"]
        assert self.find(login(stranger), q="thieu kinh phi") == {}
        answer_difficulty(
            difficulty=raised, answer="Đã bố trí ngân sách", actor=reviewer, **MOMENT
        )
        for person in (officer, reviewer):
            page = self.opened(login(person), "bo tri ngan sach", "vuong-mac")
            assert "Thiếu kinh phí tập huấn" in page

    def test_a_shared_difficulty_opens_from_the_search(
        self, login, duty, officer, reviewer
    ):
        raised = raise_difficulty(
            agency=duty.agency,
            period=duty.period,
            text="Thiếu phòng họp",
            actor=officer,
            **MOMENT,
        )
        other = make_duty(duty.task, make_agency(), duty.period).agency
        neighbour = make_user("officer", other)
        assert self.find(login(neighbour), q="phong hop") == {}
        share_difficulty(difficulty=raised, shared=True, actor=reviewer, **MOMENT)
        page = self.opened(login(neighbour), "phong hop", "vuong-mac")
        assert "Thiếu phòng họp" in page

    def test_what_was_asked_of_others_and_given(self, login, duty, officer, stranger):
        helper = make_agency("Sở Tư pháp")
        lawyer = make_user("officer", helper)
        asked = ask_contribution(
            duty=duty,
            agency=helper,
            question="Số lớp tập huấn",
            due_on=TODAY,
            day_off=True,
            actor=officer,
            **MOMENT,
        )
        give_contribution(
            request=asked, text="Ba lớp pháp luật", actor=lawyer, **MOMENT
        )
        for person in (officer, lawyer):
            for typed in ("lop tap huan", "ba lop phap luat"):
                assert "phoi-hop" in self.find(login(person), q=typed), typed
            page = self.opened(login(person), "ba lop phap luat", "phoi-hop")
            assert "Ba lớp pháp luật" in page
        assert self.find(login(stranger), q="ba lop phap luat") == {}

    def test_adhoc_requests_and_answers_in_words(self, login, officer, duty, stranger):
        plan = make_plan(title="Rà soát tổ dân phố", number="456/SNV-TH")
        task = make_task(plan, "YC")
        period = make_period(
            plan,
            kind="dot-xuat",
            request_number="456/SNV-TH",
            request_on=TODAY,
            unit_due=TODAY + timedelta(days=9),
            data_to=TODAY,
        )
        request = AdhocRequest.objects.create(
            plan=plan,
            state="open",
            unit_due=period.unit_due,
            opened_at=NOW,
            created_by=make_user(),
            created_at=NOW,
        )
        asked = make_duty(task, duty.agency, period)
        figure = make_figure(task, label="Tên tổ trưởng", type="text")
        FigureValue.objects.create(
            figure=figure,
            agency=duty.agency,
            period=period,
            text="Ông Lê Văn Tổ",
            entered_by=officer,
            recorded_at=NOW,
        )
        client = login(officer)
        for typed in ("456/SNV-TH", "ra soat to dan pho", "ten to truong"):
            assert self.addresses(client, typed)["dot-xuat"] == [
                f"/bao-cao-dot-xuat/{request.pk}/"
            ], typed
        found = self.addresses(client, "le van to")
        assert found["tra-loi"] == [f"/nhiem-vu/{asked.pk}/"]
        assert self.find(login(stranger), q="456/SNV-TH") == {}
        assert self.find(login(stranger), q="le van to") == {}

    def test_people_by_name_and_by_what_one_may_see_of_them(
        self, login, duty, reviewer, stranger
    ):
        person = make_user(
            "head",
            duty.agency,
            full_name="Hồ Thị Đầu Mối",
            email="dau.moi@hoabinh.vn",
            phone="0912 345.678",
        )
        leader = make_user("leader", make_agency("UBND tỉnh"))
        for typed in ("ho thi dau moi", "dau moi"):
            for who in (person, reviewer, leader):
                assert self.find(login(who), q=typed)["can-bo"] == ["Hồ Thị Đầu Mối"]
        for typed in ("dau.moi@hoabinh.vn", "0912345678", "0912 345 678"):
            for who in (person, reviewer):
                assert "can-bo" in self.find(login(who), q=typed), typed
            assert self.find(login(leader), q=typed) == {}, typed
        page = login(leader).get(reverse("tasks:search"), {"q": "dau moi"})
        assert "0912 345.678" not in text_of(page)
        assert self.find(login(stranger), q="ho thi dau moi") == {}


def test_every_searched_column_is_filled_however_a_row_is_written():
    field = UnitReport._meta.get_field("search_text")
    row = UnitReport(number="12/BC-UBND", signer="Đỗ Văn Á", note="")
    assert field.pre_save(row, add=True) == " 12 bc ubnd do van a"
    assert row.search_text == " 12 bc ubnd do van a"


@pytest.mark.django_db
@pytest.mark.sqlite_too
def test_clauses_of_drafts_are_found_by_who_sees_the_draft(login):
    draft = make_plan(make_agency(), state="draft")
    make_task(draft, "III.1", text="Rà soát hương ước của thôn.")
    address = f"{reverse('tasks:search')}?q=huong+uoc"
    assert "III.1" not in text_of(
        login(make_user("officer", make_agency())).get(address)
    )
    steering = make_user("officer", draft.steering_agency)
    assert "III.1" in text_of(login(steering).get(address))


@pytest.mark.django_db
def test_search_asks_twelve_times_at_most_over_many_plans(login):
    plans = [make_plan(make_agency()) for _ in range(3)]
    client = login(make_user("officer", plans[0].steering_agency))
    costs = []
    for number in (1, 8):
        for plan in plans:
            for _ in range(number):
                make_task(plan, text="Rà soát hương ước.")
        with CaptureQueriesContext(connection) as seen:
            page = text_of(client.get(f"{reverse('tasks:search')}?q=huong+uoc"))
        assert "hương ước" in page
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 12
