"""Acts that many tests of an agency's work make: an entry, a refusal, a race."""

import pytest

from kehoach.lib.refusals import RuleBroken
from tasks.duties.errors import InvalidInput
from tasks.tests import together
from tasks.tests.factories import NOW, TODAY
from tasks.tests.together import or_refusal
from tasks.work.logging import log_progress


def log(duty, author, **said):
    """Log an entry of today unless told otherwise."""
    said = {
        "duties": [duty],
        "done_on": TODAY,
        "text": "Đã họp dân.",
        "progress": "in_progress",
        "today": TODAY,
        "now": NOW,
    } | said
    return log_progress(author=author, **said)


def problems(call, *args, **kwargs):
    """Return the fields that the refused call names."""
    with pytest.raises(InvalidInput) as refused:
        call(*args, **kwargs)
    return refused.value.problems


def at_once(*calls):
    """Run the calls at the same moment; return results or kinds of refusals."""
    found = together.at_once(*map(or_refusal, calls))
    return [type(each) if isinstance(each, RuleBroken) else each for each in found]
