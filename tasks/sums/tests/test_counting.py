"""The four numbers hold for every list of units."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tasks.sums.four_numbers import (
    FIGURES,
    SUM,
    UNITS_DONE,
    UNITS_NO,
    UNITS_YES,
    UnitPlace,
    Word,
    add_up,
    place,
    whole,
)

numbers = st.none() | st.integers(0, 500).map(Decimal)
answers = st.none() | st.booleans()
words = st.builds(
    Word,
    sent=st.booleans(),
    waived=st.booleans(),
    done=st.booleans(),
    nothing=st.booleans(),
    applies=answers,
    flag=answers,
    numerator=numbers,
    denominator=numbers,
)
methods = st.sampled_from([UNITS_DONE, UNITS_YES, UNITS_NO, FIGURES, SUM])


@given(methods, st.lists(words, max_size=30))
def test_no_rate_passes_one_hundred_percent(method: str, said: list[Word]) -> None:
    found = add_up(method, (place(method, word) for word in said))
    if method == SUM:
        assert found.denominator is None
        assert found.rate is None
        return
    assert found.denominator is not None
    assert Decimal(0) <= found.numerator <= found.denominator
    assert found.rate is None or Decimal(0) <= found.rate <= 1


@given(methods, st.lists(words, max_size=30))
def test_every_unit_stands_in_one_place(method: str, said: list[Word]) -> None:
    found = add_up(method, (place(method, word) for word in said))
    assert found.units == len(said)
    assert found.reported + found.not_applicable + found.not_reported == len(said)
    assert min(found.reported, found.not_applicable, found.not_reported) >= 0
    if method in {UNITS_DONE, UNITS_YES, UNITS_NO}:
        assert found.denominator == found.reported


@given(methods, st.lists(words, max_size=20), words)
def test_a_unit_that_has_not_sent_changes_only_its_own_number(
    method: str, said: list[Word], silent: Word
) -> None:
    silent = silent._replace(sent=False, waived=False)
    before = add_up(method, (place(method, word) for word in said))
    after = add_up(method, (place(method, word) for word in [*said, silent]))
    assert after.not_reported == before.not_reported + 1
    assert (after.numerator, after.denominator) == (
        before.numerator,
        before.denominator,
    )
    assert after.not_applicable == before.not_applicable


@given(words)
def test_figures_count_a_unit_only_with_both_numbers(word: Word) -> None:
    found = place(FIGURES, word)
    if found.place == UnitPlace.COUNTED:
        assert (word.numerator, word.denominator) == (
            found.numerator,
            found.denominator,
        )
    else:
        assert (found.numerator, found.denominator) == (0, 0)


def test_a_part_above_its_whole_is_an_error_and_never_capped() -> None:
    wrong = Word(sent=True, numerator=Decimal(7), denominator=Decimal(5))
    right = Word(sent=True, numerator=Decimal(3), denominator=Decimal(4))
    found = add_up(FIGURES, [place(FIGURES, wrong), place(FIGURES, right)])
    assert (found.numerator, found.denominator) == (3, 4)
    assert (found.not_reported, found.errors) == (1, 1)


def test_zero_is_a_number_and_empty_is_not() -> None:
    zero = Word(sent=True, numerator=Decimal(0), denominator=Decimal(0))
    assert place(FIGURES, zero).place == UnitPlace.COUNTED
    assert place(FIGURES, zero._replace(numerator=None)).place == UnitPlace.NOT_REPORTED
    assert whole([Decimal(0), None]) is None
    assert whole([]) is None
    assert whole([Decimal(2), Decimal(0)]) == 2


def test_a_confirmed_nothing_is_not_applicable_for_numbers() -> None:
    nothing = Word(sent=True, nothing=True)
    assert place(FIGURES, nothing).place == UnitPlace.NOT_APPLICABLE
    assert place(SUM, nothing).place == UnitPlace.NOT_APPLICABLE
    assert place(UNITS_DONE, nothing._replace(done=True)).place == UnitPlace.BASE


def test_an_empty_answer_to_whether_it_applies_is_not_reported() -> None:
    said = Word(sent=True, applies=None, flag=True)
    assert place(UNITS_YES, said).place == UnitPlace.NOT_REPORTED
    assert (
        place(UNITS_YES, said._replace(applies=False)).place == UnitPlace.NOT_APPLICABLE
    )
    assert place(UNITS_YES, said._replace(applies=True)).place == UnitPlace.COUNTED
    assert place(UNITS_NO, said._replace(applies=True)).place == UnitPlace.BASE
