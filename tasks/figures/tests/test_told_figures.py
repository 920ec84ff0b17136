"""What a plan says of how its figures are told in sentences."""

import pytest
from django.core.exceptions import ValidationError

from agencies.tests.factories import make_agency
from tasks.tests.factories import make_figure, make_plan, make_task

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("word", "result", "wrong"),
    [
        ("kiểm tra", "", "promise_result"),
        ("", "đã có {} cuộc", "promise_word"),
        ("kiểm tra", "đã có nhiều cuộc", "promise_result"),
        ("kiểm tra", "đã có {} trong {} cuộc", "promise_result"),
    ],
)
def test_a_word_and_its_sentence_with_one_place_stand_together(word, result, wrong):
    figure = make_figure(make_task(make_plan(make_agency())))
    figure.promise_word, figure.promise_result = word, result
    with pytest.raises(ValidationError) as refused:
        figure.full_clean()
    assert set(refused.value.error_dict) == {wrong}
    figure.promise_word, figure.promise_result = "kiểm tra", "đã có {} cuộc"
    figure.full_clean()
