"""Rows of registers on the effective day: who keeps them from then on."""

from datetime import datetime

from agencies.models import Agency, User
from tasks.models import Register, RegisterRow
from tasks.moving.facts import World
from tasks.moving.journal import Journal
from tasks.reorganising.agencies_side import taker_of_task
from tasks.sums.counted import recount


def carry_registers(
    world: World,
    agencies: dict[str, Agency],
    journal: Journal,
    *,
    actor: User | None,
    now: datetime,
) -> list[str]:
    """Let who follows keep the rows of registers: what happened stays told of the old
    agency, what is held is counted at the new one. Returns a line per register.
    """
    said = []
    for code in world.followers:
        heir = taker_of_task(world, code, 0) or world.followers[code][0].new
        rows = RegisterRow.objects.standing().filter(held_by=agencies[code])
        if not heir:
            continue
        for register in Register.objects.filter(pk__in=rows.values("register")):
            held = rows.filter(register=register).order_by("pk")
            before = list(held.values("pk", "held_by_id"))
            writer = actor or held.select_related("entered_by")[0].entered_by
            journal.changed(RegisterRow, before)
            held.update(held_by=agencies[heir])
            recount(
                register=register,
                agency_ids={agencies[heir].pk},
                actor=writer,
                now=now,
                journal=journal,
            )
            names = f"{world.names[code]} → {world.names[heir]}"
            said.append(f"{register}: {len(before)} {register.row_name} · {names}")
    return said
