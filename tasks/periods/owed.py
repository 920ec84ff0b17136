"""Who owes what on a day, as one SQL text that runs on PostgreSQL and SQLite.

The text is a chain of common table expressions; each step is one rule, and
`tests/test_owed.py` says the same rules in plain Python and compares the two.

| Step | Rule |
| --- | --- |
| `begun` | The day on which the plan begins; without one, the period does. |
| `scope` | The plan covers the territories that a row of it names on the day. |
| `members` | A group holds the agencies that fit one of its rules on the day and those that it names, without those that it keeps out by name. |
| `binding` | An assignment binds when it and its task hold on the day, it does not say «phối hợp» (rule 12) and is no proposal without number and day of its document (rule 8). |
| `given` | It goes to the agency that it names, wherever that lies, or to the members of its group that lie in the scope. |
| `standing` | Of these, who is alive on the day; who answers by letter only owes nothing but what it is asked for («đề nghị»). The duty opens with the period, the plan, the assignment or the agency, whichever begins last. |
| `pairs`, `met` | Of two tasks that are the same work, the one that yields falls away where the agency stands for the other too, and either falls away where the other was reported. |
| `kept` | What a change of the plan left with the agency that had it is not owed by who follows in that assignment, as long as that work is alive. |
| `owed` | What is left: `(task_id, agency_id, assignment_id, …)`. |
| `times` | The occurrences of each task in the period (`occurring.py`), from the day on which each begins; one that was over before the duty would begin is not owed. |

Steps are MATERIALIZED, and `ask` has PostgreSQL hash whatever is joined or left out:
planners guess one row, or far too many, for such chains, and then loop over thousands.
"""

from datetime import date
from typing import Any

from django.db import connection

from tasks.duties.planner import planned_without

ALIVE = "({0}.valid_from IS NULL OR {0}.valid_from <= {1}) AND" + (
    " ({0}.valid_to IS NULL OR {0}.valid_to >= {1})"
)
#: Code of the group whose members answer by letter only: no duty is theirs, unless
#: they are only asked for it.
BY_LETTER = "tra-loi-bang-van-ban"
REPORTED_STATES = "('submitted', 'accepted')"
LIVE_STATES = "('open', 'prepared', 'submitted', 'returned', 'accepted')"
#: Column of `times` → its type: what `occurring.times_of` says of an occurrence.
TIMES = {
    "task_id": "bigint",
    "schedule": "text",
    "occurrence": "text",
    "occurs_from": "date",
    "occurs_to": "date",
    "begins_on": "date",
    "due_on": "date",
    "due_from": "text",
    "beats": "boolean",
}


def is_postgresql() -> bool:
    """Return whether the database is PostgreSQL."""
    return connection.vendor == "postgresql"


def day(name: str) -> str:
    """Return the placeholder of a day parameter, typed where the database asks."""
    return f"%({name})s::date" if is_postgresql() else f"%({name})s"


def _latest(*columns: str) -> str:
    """Return the SQL for the latest of several days."""
    function = "GREATEST" if is_postgresql() else "MAX"
    return f"{function}({', '.join(columns)})"


def plus_days(column: str, days: str) -> str:
    """Return the SQL for a day so many days later."""
    if is_postgresql():
        return f"({column} + {days})"
    return f"date({column}, '+' || {days} || ' days')"


def alive(table: str) -> str:
    """Return the condition that a dated row holds on the day asked."""
    return ALIVE.format(table, day("day"))


def owed() -> str:
    """Return the WITH clause; parameters are those of `parameters`."""
    start = day("data_from")
    return f"""
WITH begun AS (
  SELECT COALESCE(MAX(p.begins_on), {start}) AS day FROM tasks_plan p
  WHERE p.id = %(plan)s
), scope AS (
  SELECT s.territory FROM tasks_planscope s
  WHERE s.plan_id = %(plan)s AND {alive("s")}
), members AS MATERIALIZED (
  SELECT r.group_id, a.id AS agency_id FROM agencies_grouprule r
  JOIN agencies_agency a ON (r.kind = '' OR r.kind = a.kind)
   AND (r.level = '' OR r.level = a.level)
   AND (r.territory = '' OR r.territory = a.territory)
  WHERE {alive("r")} AND {alive("a")}
  UNION
  SELECT n.group_id, n.agency_id FROM agencies_groupmember n
  WHERE n.included AND {alive("n")}
  EXCEPT
  SELECT n.group_id, n.agency_id FROM agencies_groupmember n
  WHERE NOT n.included AND {alive("n")}
), binding AS MATERIALIZED (
  SELECT x.id, x.task_id, x.agency_id, x.group_id, x.mode, x.valid_from,
    t.heartbeat_days, t.yields_to_id
  FROM tasks_assignment x JOIN tasks_task t ON t.id = x.task_id
  WHERE t.plan_id = %(plan)s AND {alive("t")} AND {alive("x")} AND x.role <> 'coordinate'
   AND (NOT x.is_proposal OR (x.basis_number <> '' AND x.basis_on IS NOT NULL))
), given AS (
  SELECT b.*, b.agency_id AS owes FROM binding b WHERE b.agency_id IS NOT NULL
  UNION ALL
  SELECT b.*, m.agency_id FROM binding b JOIN members m ON m.group_id = b.group_id
  JOIN agencies_agency a ON a.id = m.agency_id
  WHERE a.territory IN (SELECT territory FROM scope)
), standing AS MATERIALIZED (
  SELECT g.id AS assignment_id, g.task_id, a.id AS agency_id, g.mode,
    g.heartbeat_days, g.yields_to_id,
    {_latest(start, "(SELECT day FROM begun)", f"COALESCE(g.valid_from, {start})", f"COALESCE(a.valid_from, {start})")}
      AS opened_on
  FROM given g JOIN agencies_agency a ON a.id = g.owes
  WHERE {alive("a")} AND (g.mode = 'requested' OR NOT EXISTS (
    SELECT 1 FROM members m JOIN agencies_agencygroup h ON h.id = m.group_id
    WHERE h.code = '{BY_LETTER}' AND m.agency_id = a.id))
), pairs AS (
  SELECT id AS task_id, yields_to_id AS other_id FROM tasks_task
  WHERE yields_to_id IS NOT NULL
  UNION ALL
  SELECT yields_to_id, id FROM tasks_task WHERE yields_to_id IS NOT NULL
), met AS (
  SELECT p.task_id, d.agency_id FROM pairs p
  JOIN tasks_duty d ON d.task_id = p.other_id AND d.state IN {REPORTED_STATES}
), kept AS (
  SELECT x.task_id, x.agency_id FROM tasks_assignment x
  JOIN tasks_assignment k ON k.id = x.replaces_id AND k.ended_by_id IS NOT NULL
   AND k.task_id = x.task_id
  JOIN tasks_duty d ON d.assignment_id = k.id AND d.state IN {LIVE_STATES}
   AND (d.period_id = %(period)s OR d.schedule = 'once')
  WHERE x.agency_id <> k.agency_id
), owed AS (
  SELECT s.* FROM standing s
  WHERE NOT EXISTS (SELECT 1 FROM standing y
     WHERE y.task_id = s.yields_to_id AND y.agency_id = s.agency_id)
   AND NOT EXISTS (SELECT 1 FROM met m
     WHERE m.task_id = s.task_id AND m.agency_id = s.agency_id)
   AND NOT EXISTS (SELECT 1 FROM kept k
     WHERE k.task_id = s.task_id AND k.agency_id = s.agency_id)
)"""  # noqa: S608 -- fixed text, every value is a parameter


def parameters(
    *, plan_id: int, on: date, data_from: date, **more: Any
) -> dict[str, Any]:
    """Return the parameters of `owed` and of what follows it."""
    asked = {"plan": plan_id, "day": on, "data_from": data_from}
    return {"period": 0, "task": 0, "times": "[]"} | asked | more


def ask(sql: str, asked: dict[str, Any]) -> list[Any]:
    """Return the rows of a statement of this file; of one that writes, none.

    Neither wrong statistics nor missing ones, as after a large import, make PostgreSQL
    loop over sets or compile the statement, which takes minutes instead of a moment.
    """
    with planned_without("enable_nestloop", "jit") as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall() if cursor.description else []


def each_time() -> str:
    """Return the WITH clause of `owed` with `times`: every task's occurrences that have
    begun on the day, as JSON gives them (`TIMES`).
    """
    return f"""{owed()}, times AS MATERIALIZED (
  SELECT * FROM ({_read_times()}) AS said
  WHERE occurs_from IS NULL OR occurs_from <= {day("day")}
), owed_times AS (
  SELECT o.*, x.schedule, x.occurrence, x.occurs_from, x.occurs_to, x.due_on,
    x.due_from, x.beats, {_latest("o.opened_on", "COALESCE(x.begins_on, o.opened_on)")}
      AS begins_on
  FROM owed o JOIN times x ON x.task_id = o.task_id
  WHERE x.occurs_to IS NULL OR x.occurs_to >= o.opened_on
)"""  # noqa: S608 -- fixed text, every value is a parameter


def _read_times() -> str:
    if is_postgresql():
        columns = ", ".join(f"{name} {kind}" for name, kind in TIMES.items())
        return f"SELECT * FROM jsonb_to_recordset(%(times)s::jsonb) AS x({columns})"  # noqa: S608 -- fixed text
    columns = ", ".join(f"value ->> '{name}' AS {name}" for name in TIMES)
    return f"SELECT {columns} FROM json_each(%(times)s)"  # noqa: S608 -- fixed text


def may_open() -> str:
    """Return the condition that a duty which is owed is opened. The plan runs on the
    day; a `once` duty that is live in any period, or that somebody confirmed the agency
    need not do, is not opened again.
    """
    on = day("day")
    return f"""(EXISTS (SELECT 1 FROM tasks_plan p WHERE p.id = %(plan)s
  AND (p.begins_on IS NULL OR p.begins_on <= {on})
  AND (p.ends_on IS NULL OR p.ends_on >= {on}))
 AND NOT EXISTS (SELECT 1 FROM tasks_duty d
  WHERE d.task_id = o.task_id AND d.agency_id = o.agency_id AND o.schedule = 'once'
   AND d.schedule = 'once' AND (d.state IN {LIVE_STATES} OR d.state = 'waived')))"""  # noqa: S608 -- fixed text, every value is a parameter


def insert_duties() -> str:
    """Return the one statement that creates every missing duty of a period."""
    beat = plus_days("o.opened_on", "o.heartbeat_days")
    return f"""{each_time()}
INSERT INTO tasks_duty (task_id, agency_id, period_id, assignment_id, schedule,
  occurrence, occurs_from, occurs_to, is_requested, state, progress,
  nothing_to_report, opened_on, due_on, original_due_on, due_from, heartbeat_on,
  reason, version)
SELECT o.task_id, o.agency_id, %(period)s, o.assignment_id, o.schedule,
  o.occurrence, o.occurs_from, o.occurs_to, o.mode = 'requested', 'open',
  'not_started', FALSE, o.begins_on, o.due_on, o.due_on, o.due_from,
  CASE WHEN o.beats THEN {beat} END, '', 1
FROM owed_times o WHERE {may_open()} AND %(task)s IN (0, o.task_id)
ON CONFLICT DO NOTHING"""  # noqa: S608 -- fixed text, every value is a parameter


def _is_missing() -> str:
    return f"""{may_open()} AND NOT EXISTS (SELECT 1 FROM tasks_duty d
  WHERE d.task_id = o.task_id AND d.agency_id = o.agency_id
   AND d.period_id = %(period)s AND {_same_time("d", "o")})"""  # noqa: S608 -- fixed text, every value is a parameter


def _same_time(one: str, other: str) -> str:
    return f"{one}.occurs_from IS NOT DISTINCT FROM {other}.occurs_from"


def missing_by_task() -> str:
    """Return the statement that counts, per task, what `insert_duties` would add."""
    return f"""{each_time()}
SELECT t.code, COUNT(*) FROM (
 SELECT DISTINCT o.task_id, o.agency_id, o.occurs_from FROM owed_times o
 WHERE {_is_missing()}) AS found
JOIN tasks_task t ON t.id = found.task_id
GROUP BY t.code, t.position ORDER BY t.position"""  # noqa: S608 -- fixed text


def missing() -> str:
    """Return the statement for (task, agency, first day of the occurrence) of what
    `insert_duties` would add.
    """
    return f"""{each_time()}
SELECT DISTINCT o.task_id, o.agency_id, o.occurs_from FROM owed_times o
WHERE {_is_missing()}"""  # noqa: S608 -- fixed text, every value is a parameter


def owing() -> str:
    """Return the statement for who owes one task on the day, and by which assignment."""
    return f"""{owed()}
SELECT o.agency_id, MIN(o.assignment_id) FROM owed o WHERE o.task_id = %(task)s
GROUP BY o.agency_id"""  # noqa: S608 -- fixed text, every value is a parameter


def owed_again() -> str:
    """Return the statement for duties of the period that the night had ended, by one of
    its two reasons, and that are owed after all: with the assignment they stand on.
    """
    return f"""{each_time()}
SELECT d.id, MIN(o.assignment_id) FROM tasks_duty d
JOIN owed_times o ON o.task_id = d.task_id AND o.agency_id = d.agency_id
 AND {_same_time("o", "d")}
WHERE d.period_id = %(period)s AND d.state = 'ended' AND %(task)s IN (0, d.task_id)
 AND d.reason IN (%(left)s, %(gone)s) AND {may_open()}
GROUP BY d.id"""  # noqa: S608 -- fixed text, every value is a parameter


def leaving() -> str:
    """Return the statement for to-do duties that nobody owes any more.

    An agency that ended and has successors is left to the reorganisation, and so is
    what a change of the plan let its agency finish.
    """
    return f"""{owed()}
SELECT d.id FROM tasks_duty d
JOIN tasks_task t ON t.id = d.task_id AND t.plan_id = %(plan)s
JOIN agencies_agency a ON a.id = d.agency_id
WHERE d.state IN ('open', 'prepared', 'returned')
 AND (d.period_id = %(period)s OR d.schedule = 'once')
 AND NOT EXISTS (SELECT 1 FROM owed o
   WHERE o.task_id = d.task_id AND o.agency_id = d.agency_id)
 AND NOT ({alive("a")} AND EXISTS (SELECT 1 FROM tasks_assignment k
   WHERE k.id = d.assignment_id AND k.ended_by_id IS NOT NULL))
 AND NOT (a.valid_to < {day("day")} AND EXISTS (
   SELECT 1 FROM agencies_succession s
   WHERE s.predecessor_id = a.id AND s.successor_id IS NOT NULL))"""  # noqa: S608 -- fixed text
