"""Looking up what belongs to a row by its key."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(found: Mapping[str, Any] | str, key: str) -> Any:  # noqa: ANN401 -- what is stored
    """Return what stands at the key; nothing when there is none, or no table at all."""
    return found.get(key, ()) if isinstance(found, Mapping) else ()
