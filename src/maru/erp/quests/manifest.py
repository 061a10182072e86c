"""Quests as a service: what it keeps, tells and asks of others."""

from pathlib import Path

from maru.chassis.manifest import Context, Manifest, Parts
from maru.erp.employees.contract import Directory
from maru.erp.leave.contract import Leave
from maru.erp.quests.contract import QuestEvent, Quests
from maru.erp.quests.http import routes
from maru.erp.quests.service.board import Board
from maru.erp.quests.service.questing import Questing
from maru.erp.quests.store import tables


def assemble(ctx: Context) -> Parts:
    directory = ctx.call(Directory)
    questing = Questing(ctx.store, directory, ctx.call(Leave), ctx.now, ctx.new_id)
    return Parts(routes=routes(questing, Board(ctx.store, directory)), offers=questing)


quests = Manifest(
    name="erp.quests",
    assemble=assemble,
    steps=Path(__file__).parent / "migrations",
    tables=tables,
    publishes=(QuestEvent.topic,),
    calls=(Directory, Leave),
    offers=Quests,
)
