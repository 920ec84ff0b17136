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
    olds = {agencies[code].pk: code for code in world.followers}
    rows = RegisterRow.objects.standing().filter(held_by__in=olds)
    pairs = rows.order_by("held_by", "register").values_list("held_by", "register")
    said = []
    for old, key in pairs.distinct():
        code = olds[old]
        heir = taker_of_task(world, code, 0) or world.followers[code][0].new
        if not heir:
            continue
        held = rows.filter(held_by=old, register=key).order_by("pk")
        writer = actor or held.select_related("entered_by")[0].entered_by
        before = list(held.values("pk", "held_by_id"))
        journal.changed(RegisterRow, before)
        held.update(held_by=agencies[heir])
        register = Register.objects.get(pk=key)
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
