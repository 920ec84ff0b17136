"""A period of which nobody has reported anything: sentences stay true and whole."""

from datetime import date

import pytest

from reporting.counting.tasks import TaskCount
from reporting.files.tests.golden import whole
from reporting.tests.scenes import period_of
from reporting.yearly.count_sentences import plans_sentence, tasks_sentence
from reporting.yearly.documents import rendered
from reporting.yearly.freezing import facts_for
from tasks.models import Task
from tasks.models.status import Standing
from tasks.tests.measuring import answer, make_scene, make_unit, silent_unit

pytestmark = pytest.mark.django_db
#: What no sentence of a report says.
NEVER = ("0/0", "00/", " 0 lượt", " 0 đơn vị", "(đạt 0", "thực hiện 0 ")


@pytest.fixture
def scene():
    return make_scene()


def told(scene):
    """Return the lines of the report before its annexes, in the middle of the year."""
    facts = facts_for(period=period_of(scene), today=date(2026, 6, 10))
    lines = whole(rendered(facts, "docx")).splitlines()
    return lines[: lines.index("Phụ lục I")]


def test_a_fresh_period_reads_as_whole_sentences(scene):
    for _ in range(3):
        silent_unit(scene)
    lines = told(scene)
    assert not [line for line in lines if any(word in line for word in NEVER)]
    for line in (
        "Chưa có đơn vị nào báo cáo số liệu về quán triệt, tuyên truyền, phổ biến.",
        "Chưa có đơn vị nào báo cáo số liệu về Nhân dân bàn và quyết định (Phụ lục III).",
        "Chưa có đơn vị nào báo cáo số liệu về các mục tiêu.",
        "Tổng số 03 lượt nhiệm vụ của các đơn vị phải báo cáo; chưa có lượt nào được báo"
        " cáo (Phụ lục I).",
        "Có 03 đơn vị chưa báo cáo (Phụ lục IX).",
    ):
        assert line in lines
    assert not any("tại phần IV" in line for line in lines), "the plan has no part IV"
    assert not any("Tử số" in line for line in lines), "nothing to put into the table"


def test_a_period_of_bodies_that_are_only_asked_owes_nothing(scene):
    for _ in range(2):
        silent_unit(scene, is_requested=True)
    lines = told(scene)
    assert not [line for line in lines if any(word in line for word in NEVER)]
    assert (
        "Kỳ này không có đơn vị phải báo cáo số liệu về công khai thông tin (Phụ lục II)."
        in lines
    )
    assert (
        "Kỳ này không có đơn vị phải báo cáo nội dung này; đã đề nghị phối hợp thực hiện"
        " 02 nội dung." in lines
    )


def test_a_period_without_any_duty_says_so(scene):
    lines = told(scene)
    assert not [line for line in lines if any(word in line for word in NEVER)]
    assert "Kỳ này không có đơn vị phải báo cáo nội dung này." in lines


def test_one_answer_is_a_sentence_beside_what_is_missing(scene):
    answer(scene, make_unit(scene), has_rule=True)
    lines = [line for line in told(scene) if "quy chế" in line]
    assert any("01 " in line and "đã ban hành quy chế" in line for line in lines), lines


def counts(**standings):
    return [
        TaskCount(
            Task(code="IV.10.2", proof="own_plan"),
            standings={Standing(k): n for k, n in standings.items()},
        )
    ]


def test_plans_of_ones_own_are_counted_in_words_that_fit():
    assert plans_sentence(counts(in_time=5)) == (
        "Có 05 cơ quan, đơn vị, địa phương phải tổ chức quán triệt và xây dựng kế hoạch"
        " cụ thể; chưa có đơn vị nào báo cáo."
    )
    assert plans_sentence(counts(waiting=2, in_time=1)).endswith(
        "02 đơn vị đã báo cáo, trong đó chưa đơn vị nào có kết quả được tiếp nhận; 01"
        " đơn vị chưa báo cáo."
    )
    assert plans_sentence(counts(done=2)).endswith(
        "02 đơn vị đã báo cáo, trong đó 02 đơn vị đã thực hiện."
    )


def test_what_was_sent_and_not_accepted_is_no_nought():
    assert tasks_sentence(counts(waiting=1, in_time=1), "Phụ lục I") == (
        "Tổng số 02 lượt nhiệm vụ của các đơn vị phải báo cáo; đã báo cáo 01 lượt (đạt"
        " 50%), chưa có lượt nào đã thực hiện và được tiếp nhận (Phụ lục I)."
    )


def test_a_topic_of_which_an_annex_tells_something_is_not_said_to_be_silent(scene):
    answer(scene, make_unit(scene), trained=1, charged=2)
    lines = told(scene)
    assert (
        "Chưa có đơn vị nào báo cáo số liệu về số lớp bồi dưỡng, tập huấn; số lượt người"
        " tham dự (Phụ lục VIII)." in lines
    )
    assert (
        "Chưa có đơn vị nào báo cáo số liệu về hương ước, quy ước (Phụ lục VI)."
        in lines
    )
