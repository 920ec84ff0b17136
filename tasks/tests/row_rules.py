"""The words in which `rows_under_change.py` says what becomes of rows."""

from collections.abc import Iterator
from typing import NamedTuple

ACTS = ("merged", "undone", "closed", "handed_over", "replaced")
HERE = "rows_under_change"
MERGING = "reorganising"
SAFETY = "reorganising_safety"


class Rule(NamedTuple):
    """What happens, in a sentence, and the test that shows it (`x::name` stands in
    `test_x.py` of one of the rooms).
    """

    words: str
    test: str
    changes: bool = False


class Row(NamedTuple):
    """The rules of one model; none where a row names nothing that the act changes."""

    merged: Rule | None = None
    undone: Rule | None = None
    closed: Rule | None = None
    handed_over: Rule | None = None
    replaced: Rule | None = None

    def rule(self, act: str) -> Rule | None:
        """Return the rule for an act."""
        found: Rule | None = getattr(self, act)
        return found

    def changes(self, act: str) -> bool:
        """Return whether the act writes such rows."""
        rule = self.rule(act)
        return rule is not None and rule.changes

    def rules(self) -> Iterator[Rule]:
        """Yield the rules that there are."""
        yield from (rule for rule in self if rule)


def changed(words: str, test: str) -> Rule:
    """Return a rule of an act that writes such rows."""
    return Rule(words, test, changes=True)


STAYS = Rule(
    "stays as it was written, at the old agency; its heirs read it",
    f"{MERGING}::test_successors_people_read_what_the_old_agencies_left",
)
UNTOUCHED = Rule(
    "is not touched by the event",
    f"{HERE}::test_a_merger_changes_what_is_said_and_nothing_else",
)
HEIRS_REPORT = Rule(
    "stays at the old agency; its heirs read it and say how far they are",
    "directions::test_who_follows_the_old_agency_reports_for_it",
)
COUNTED_AGAIN = changed(
    "is counted again from the rows",
    "reorganising_properties::test_any_chain_of_events_conserves_and_can_be_undone",
)
BACK = Rule("is as it was before", f"{HERE}::test_undoing_brings_every_row_back")
OBSTACLE = Rule(
    "what somebody wrote since stands against undoing, by name",
    f"{SAFETY}::test_undo_says_who_worked_since",
)
VOIDED = Rule(
    "the event's own moves stay and are marked as undone",
    f"{SAFETY}::test_undo_brings_everything_back",
)
KEPT = Rule(
    "is kept as it is",
    f"{HERE}::test_closing_stores_what_is_said_and_changes_nothing_else",
)
LOCKED = Rule(
    "is kept as it is; none is added unless the duty is reopened",
    "progress::test_a_closed_period_is_read_only_unless_the_duty_was_reopened",
)
STORED = changed(
    "is written: what the period was",
    "closing::test_closing_stores_units_labels_and_states",
)
MEASURED = changed(
    "is written, one per measure of the plan",
    "targets::test_a_closed_period_does_not_move_with_its_agencies",
)
PERSONAL = Rule(
    "stays the person's own and is handed on to nobody",
    f"{HERE}::test_a_hand_over_changes_what_is_said_and_nothing_else",
)
UNREAD = Rule(
    "stays; who may not read the matter any more hears nothing of it",
    "personal::test_drafts_and_what_was_followed_stay_with_the_person",
)
HEIRS_HEAR = Rule(
    "stays with the agency that raised it; its heirs read it and hear the answer",
    "following::test_heirs_hear_the_answer_to_who_ended",
)
HEIRS_ANSWER = Rule(
    "stays with the agency to which it was passed; its heirs hear of it and answer",
    "passing_on::test_heirs_answer_what_was_passed_to_who_ended",
)
ALONG = changed(
    "goes where the duty goes",
    f"{HERE}::test_what_waits_on_a_duty_goes_where_it_goes",
)
TALK_ALONG = changed(
    "goes where the duty goes, a request for a whole period to the one who follows",
    "talking::test_a_merger_takes_questions_and_requests_along",
)
WITH_PERIOD = Rule(
    "is kept; nothing is asked, answered or granted in it any more",
    "talking::test_a_closed_period_ends_talks_and_requests",
)
LOOKED_AT = Rule(
    "stays at the old duty; what waits to be reviewed is looked at anew at the successor",
    f"{HERE}::test_what_is_odd_stays_odd_at_the_successor",
)


def by_event(words: str, test: str) -> Row:
    """Return the rules of what an event writes and undoing writes back."""
    return Row(changed(words, f"{MERGING}::{test}"), BACK)


STANDS = Row(STAYS, OBSTACLE, LOCKED)
