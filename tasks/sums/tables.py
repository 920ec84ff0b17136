"""The tables of sums, and the statements that add to them.

A row says «so many more» or «so many fewer» of duties that are alike; what a table
says is the sum of its rows. All statements of a table are made here from one list of
columns: what a trigger adds, what `keeping.py` folds, rebuilds and compares.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tasks.models.states import LIVE

DUTY_TABLE, AGENCIES = "tasks_duty", "agencies_agency"
#: Facts of an agency that a sum is kept by.
OF_AGENCY = ("kind", "level", "territory")


@dataclass(frozen=True, slots=True)
class SumTable:
    """Column → its expression of a duty {d} and its agency {a}: what makes duties
    alike, and what each of them adds.
    """

    name: str
    alike: Mapping[str, str]
    numbers: Mapping[str, str]
    reads_agency: bool = False

    @property
    def columns(self) -> list[str]:
        """Return the names of all columns."""
        return [*self.alike, *self.numbers]

    @property
    def keys(self) -> str:
        """Return the names of the columns in which duties are alike."""
        return ", ".join(self.alike)

    def each(self, duty: str, agency: str, source: str, sign: int = 1) -> str:
        """Return a row for every duty of the source, which names duty and agency so."""
        read = {
            **self.alike,
            **{name: f"{sign} * ({text})" for name, text in self.numbers.items()},
        }
        named = (
            f"{text.format(d=duty, a=agency)} AS {name}" for name, text in read.items()
        )
        return f"SELECT {', '.join(named)} {source}"

    def duties(
        self, duties: str = DUTY_TABLE, agencies: str = AGENCIES, sign: int = 1
    ) -> str:
        """Return a row for every duty of these tables (or transition tables)."""
        joined = f" JOIN {agencies} a ON a.id = d.agency_id"
        source = f"FROM {duties} d{joined if self.reads_agency else ''}"
        return self.each("d", "a", source, sign)

    def rows(self, table: str = "", sign: int = 1) -> str:
        """Return what rows of the table itself say."""
        said = ", ".join(f"{sign} * {name} AS {name}" for name in self.numbers)
        return f"SELECT {self.keys}, {said} FROM {table or self.name}"  # noqa: S608 -- fixed text

    def summed(self, *sources: str) -> str:
        """Return the sums of the sources' rows; what adds up to nothing is left out."""
        sums = ", ".join(f"SUM({name}) AS {name}" for name in self.numbers)
        some = " OR ".join(f"SUM({name}) <> 0" for name in self.numbers)
        return (
            f"SELECT {self.keys}, {sums} FROM ({' UNION ALL '.join(sources)}) AS said"  # noqa: S608 -- fixed text
            f" GROUP BY {self.keys} HAVING {some}"
        )

    def add(self, *sources: str) -> str:
        """Return the statement that adds what the sources say."""
        names = ", ".join(self.columns)
        return f"INSERT INTO {self.name} ({names}) {self.summed(*sources)}"


def _own(letter: str, names: Iterable[str]) -> dict[str, str]:
    return {name: f"{{{letter}}}.{name}" for name in names}


#: Everything that a standing depends on; days that do not matter are empty.
COUNTS = SumTable(
    name="tasks_dutycount",
    alike={
        **_own("d", ("period_id", "task_id", "schedule", "is_requested", "state")),
        **_own("d", ("progress", "settled", "late_after")),
        **_own("a", OF_AGENCY),
        "opened_on": "CASE WHEN {d}.schedule = 'once' THEN {d}.opened_on END",
        "accepted_on": (
            "CASE WHEN {d}.schedule = 'once' AND {d}.state = 'accepted'"
            " THEN {d}.accepted_on END"
        ),
        "falls_on": "{d}.falls_on",
    },
    numbers={"number": "1"},
    reads_agency=True,
)
OWED = f"{{d}}.state IN {tuple(map(str, LIVE))} AND NOT {{d}}.is_requested"
_SAID = "{d}.last_entry_on IS NOT NULL OR {d}.first_sent_on IS NOT NULL"
#: What an agency owes, and of it what it said a word on.
SUMMARY = SumTable(
    name="tasks_agencysummary",
    alike=_own("d", ("period_id", "agency_id")),
    numbers={
        "owed": f"CASE WHEN {OWED} THEN 1 ELSE 0 END",
        "spoken": f"CASE WHEN {OWED} AND ({_SAID}) THEN 1 ELSE 0 END",
    },
)
TABLES = (COUNTS, SUMMARY)
