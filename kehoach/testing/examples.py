"""How many examples hypothesis tries: all in `make test-all`, some of them else.

`KEHOACH_TEST_EXAMPLES=all` takes the whole number. Machines differ and workers share
cores: a slow example is not a failure.
"""

import os
from collections.abc import Collection, Iterable
from typing import Any

import pytest
from hypothesis import settings

_SWITCH = "KEHOACH_TEST_EXAMPLES"
_USUAL = 100
QUICK = 15

settings.register_profile("all", deadline=None, max_examples=_USUAL)
settings.register_profile("quick", deadline=None, max_examples=QUICK)
PROFILE = "all" if os.environ.get(_SWITCH) == "all" else "quick"
settings.load_profile(PROFILE)


def few_of(values: Iterable[Any], usual: Collection[Any]) -> list[Any]:
    """Return the values for `parametrize`, tuples for several names; the unusual ones
    run in `make test-all`.
    """
    return [value if value in usual else _slow(value) for value in values]


def _slow(value: Any) -> Any:
    each = value if isinstance(value, tuple) else (value,)
    return pytest.param(*each, marks=pytest.mark.slow)


def examples(whole: int) -> int:
    """Return this number of examples, or the part of it that a quick run tries."""
    return max(1, whole * settings.get_profile(PROFILE).max_examples // _USUAL)
