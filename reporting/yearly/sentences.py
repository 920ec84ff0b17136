"""Sentences in administrative Vietnamese, written by rule from figures."""

from collections.abc import Iterable
from decimal import Decimal

from kehoach.lib.numbers import count_word, format_percent
from reporting.counting.sums import Sum, Sums
from reporting.facts.judging_words import title_in_sentence as inside
from reporting.outline.parts import Clause

counted = count_word


def percent(rate: Decimal | None) -> str:
    """Return a rate as «91,5%», or what is said when nothing can be divided."""
    return "chưa đủ số liệu" if rate is None else format_percent(rate, 1)


def of_phrase(
    sums: Sums, phrase: str, kinds: tuple[str, ...]
) -> tuple[str, Sum | None]:
    """Return the phrase's words and what its figure adds up to."""
    code, _, words = phrase.partition("|")
    if code.startswith("?"):
        return words, sums.yes(code[1:], kinds)
    return words, sums.of(code, kinds)


def clause_text(clause: Clause, sums: Sums) -> str:
    """Return the clause as one paragraph; what nobody reported is said so."""
    read = [of_phrase(sums, phrase, clause.kinds) for phrase in clause.phrases]
    given = [(words, found) for words, found in read if found is not None]
    empty = [words for words, found in read if found is None]
    annex = f"; {clause.annex}" if clause.annex else ""
    if not given:
        pointer = f" ({clause.annex})" if clause.annex else ""
        if clause.lead.startswith("Về "):
            topic = clause.lead.removesuffix(":").strip()
            return f"{topic}: chưa có đơn vị nào báo cáo số liệu{pointer}."
        named = f"số {'; số '.join(empty)}"
        return f"Chưa có đơn vị nào báo cáo số liệu về {named}{pointer}."
    units = max(found.units for _, found in given)
    parts = [f"{counted(found.total)} {words}" for words, found in given]
    text = f"{clause.lead} {'; '.join(parts)}"
    text += f" (theo số liệu của {counted(units)} đơn vị đã báo cáo{annex})"
    if empty:
        text += f"; chưa có số liệu về số {', '.join(empty)}"
    return f"{text}."


def is_silent(clauses: Iterable[Clause], sums: Sums) -> bool:
    """Return whether nobody gave any figure of the clauses."""
    return not any(
        of_phrase(sums, phrase, clause.kinds)[1]
        for clause in clauses
        for phrase in clause.phrases
    )


def silence(title: str, clauses: Iterable[Clause], *, is_owed: bool) -> str:
    """Return the one sentence of a section of which nobody gave any figure."""
    annexes = list(dict.fromkeys(clause.annex for clause in clauses if clause.annex))
    pointer = f" ({', '.join(annexes)})" if annexes else ""
    lead = (
        "Chưa có đơn vị nào báo cáo số liệu"
        if is_owed
        else "Kỳ này không có đơn vị phải báo cáo số liệu"
    )
    return f"{lead} về {inside(title)}{pointer}."


def paragraphs(clauses: Iterable[Clause], sums: Sums) -> list[str]:
    """Return each clause as a paragraph."""
    return [clause_text(clause, sums) for clause in clauses]


def lines(text: str) -> list[str]:
    """Return the non-empty lines that a person typed, as paragraphs."""
    return [line.strip() for line in text.splitlines() if line.strip()]
