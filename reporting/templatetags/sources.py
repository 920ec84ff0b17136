"""Looking up what belongs to a row by its key."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from reporting.yearly.section_sources import Link

register = template.Library()


@register.filter
def at(found: Mapping[str, Any] | str, key: str) -> Any:
    """Return what stands at the key; nothing when there is none, or no table at all."""
    return found.get(key, ()) if isinstance(found, Mapping) else ()


@register.filter
def of_paragraph(links: Iterable[Link], number: int) -> list[Link]:
    """Return the links of one sentence."""
    return [link for link in links if link.paragraph == number]


@register.filter
def of_section(links: Iterable[Link]) -> list[Link]:
    """Return the links of the section as a whole."""
    return [link for link in links if link.paragraph is None]
