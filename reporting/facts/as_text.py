"""Facts as text and back: one spelling for equal facts, so that hashes mean something.

Pure, like the facts. A day is `{"ngay": "2026-12-14"}`, a decimal `{"so": "1.50"}`;
everything else is what JSON has. Reading goes by the types of `facts.py`; a field that a
later version added takes its default.
"""

import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from reporting.facts.report import YearlyFacts

_DAY, _NUMBER = "ngay", "so"
#: What leads to rows and who stands for words; no reader of two versions asks for it.
UNPRINTED = ("rows", "is_draft")
Facts = TypeVar("Facts")


def to_plain(value: Any) -> Any:
    """Return the value as JSON knows it."""
    if is_dataclass(value):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Decimal):
        return {_NUMBER: str(value)}
    return value


def from_plain(kind: Any, value: Any) -> Any:
    """Return the fact of this type; KeyError when a field without default is missing."""
    kind = _one(kind) if isinstance(value, dict) else kind
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        given = {
            f.name: from_plain(hints[f.name], value[f.name])
            for f in fields(kind)
            if f.name in value
            or (f.default is MISSING and f.default_factory is MISSING)
        }
        return kind(**given)  # type: ignore[operator] # a class, not an instance
    if isinstance(value, list):
        return tuple(from_plain(inner, each) for inner, each in _inner(kind, value))
    if isinstance(value, dict):
        if _DAY in value:
            return date.fromisoformat(value[_DAY])
        return Decimal(value[_NUMBER])
    return value


def _one(kind: Any) -> Any:
    """Return the fact of «a fact or nothing», else the type as it is."""
    return next((each for each in get_args(kind) if is_dataclass(each)), kind)


def _inner(kind: Any, values: list[Any]) -> list[tuple[Any, Any]]:
    """Return each value of a tuple with its type."""
    types = get_args(kind) if get_origin(kind) is tuple else (Any, ...)
    if len(types) > 1 and types[1] is not Ellipsis:
        return list(zip(types, values, strict=True))
    return [(types[0] if types else Any, value) for value in values]


def dump(facts: Any) -> str:
    """Return the facts as text; equal facts give equal text."""
    return json.dumps(to_plain(facts), ensure_ascii=False, sort_keys=True)


def load_as(kind: type[Facts], text: str) -> Facts:
    """Return the facts of this type that `dump` wrote."""
    found: Facts = from_plain(kind, json.loads(text))
    return found


def load(text: str) -> YearlyFacts:
    """Return the report that `dump` wrote."""
    return load_as(YearlyFacts, text)


def facts_digest(facts: YearlyFacts) -> str:
    """Return the SHA-256 of the facts' text."""
    return sha256(dump(facts).encode()).hexdigest()


def differences(before: YearlyFacts, after: YearlyFacts) -> list[str]:
    """Return where two versions differ, as «place: old → new», in reading order."""
    return list(_compare("", to_plain(before), to_plain(after)))


def _compare(place: str, old: Any, new: Any) -> list[str]:
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict) and _DAY not in old:
        every = [*old, *(name for name in new if name not in old)]
        names = [name for name in every if name not in UNPRINTED]
        found = [
            _compare(f"{place}.{name}".strip("."), old.get(name), new.get(name))
            for name in names
        ]
        return [line for lines in found for line in lines]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        found = [
            _compare(f"{place}[{number}]", was, now)
            for number, (was, now) in enumerate(zip(old, new, strict=True), 1)
        ]
        return [line for lines in found for line in lines]
    return [f"{place}: {_said(old)} → {_said(new)}"]


def _said(value: Any) -> str:
    """Return a short form of a value for people."""
    if isinstance(value, dict) and (_DAY in value or _NUMBER in value):
        value = next(iter(value.values()))
    if isinstance(value, list) and value and all(isinstance(e, str) for e in value):
        value = " ".join(value)
    if isinstance(value, list):
        return f"{len(value)} dòng"
    text = "–" if value is None or value == "" else str(value)
    return text if len(text) <= 80 else text[:77] + "…"
