"""Levels of the province in sentences: which reported whole, which lag."""

from collections.abc import Iterable, Iterator, Sequence

from agencies.models import AgencyKind
from reporting.counting.lateness import Behind
from reporting.facts.judging_words import listed
from reporting.yearly.judging import HALF, ReportMaterial, SaidSentence
from reporting.yearly.sentences import counted

#: A level in the words of a sentence; (its agencies, «đơn vị» or «cơ quan»).
LEVELS = {
    AgencyKind.DEPARTMENT: ("sở, ban, ngành cấp tỉnh", "cơ quan"),
    AgencyKind.COMMUNE: ("Ủy ban nhân dân cấp xã", "đơn vị"),
    AgencyKind.DISTRICT: ("Ủy ban nhân dân cấp huyện", "đơn vị"),
}


def late_of(behind: Iterable[Behind], kind: str) -> list[Behind]:
    """Return the agencies of the level that are late or silent after their day."""
    return [u for u in behind if u.kind == kind and (u.overdue or u.sent_late)]


def whole_levels(about: ReportMaterial) -> Iterator[SaidSentence]:
    """Say which levels reported whole and in time."""
    behind = {unit.kind for unit in about.behind}
    whole = [
        f"{counted(about.level(kind))}/{counted(about.level(kind))} {unit} thuộc"
        f" khối {name}"
        for kind, (name, unit) in LEVELS.items()
        if about.level(kind) and kind not in behind
    ]
    if whole:
        yield SaidSentence(f"Báo cáo đầy đủ, đúng hạn có {listed(whole)}.", ("don-vi",))


def late_levels(about: ReportMaterial) -> Iterator[SaidSentence]:
    """Say which levels lag, and how."""
    for kind, (name, unit) in LEVELS.items():
        late, total = late_of(about.behind, kind), about.level(kind)
        if late and total:
            slow = len(late) * HALF >= total
            verdict = (
                "Chấp hành chế độ báo cáo của khối {} còn chậm: có"
                if slow
                else ("Ở khối {} còn")
            )
            yield SaidSentence(
                f"{verdict.format(name)} {counted(len(late))}/{counted(total)} {unit}"
                f" {_how_late(late)}.",
                ("don-vi",),
            )


def _how_late(late: Sequence[Behind]) -> str:
    silent = sum(unit.unsent == unit.owed for unit in late)
    partly = sum(0 < unit.unsent < unit.owed for unit in late)
    words = (
        (silent, "chưa báo cáo"),
        (partly, "báo cáo chưa đủ"),
        (len(late) - silent - partly, "báo cáo sau thời hạn"),
    )
    said = [(number, name) for number, name in words if number]
    if len(said) == 1:
        return said[0][1]
    return f"chậm, trong đó {listed([f'{counted(n)} {name}' for n, name in said])}"
