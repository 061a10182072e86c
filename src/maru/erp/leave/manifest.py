"""Leave as a service: what it keeps, tells, hears, runs on a timer and asks of others."""

from datetime import timedelta
from pathlib import Path

from maru.chassis.jobs import Job
from maru.chassis.manifest import Context, Invariant, Manifest, Parts
from maru.chassis.sql import SqlTx
from maru.erp.approvals.contract import ApprovalEvent, Approvals
from maru.erp.attendance.contract import AttendanceEvent
from maru.erp.employees.contract import Directory, EmployeeEvent
from maru.erp.leave.contract import Leave, LeaveEvent
from maru.erp.leave.domain.account import Policy
from maru.erp.leave.http import classic, modern
from maru.erp.leave.service import documents, people
from maru.erp.leave.service.accrual import Days, Holds
from maru.erp.leave.service.desk import Desk
from maru.erp.leave.service.giving import Giving
from maru.erp.leave.service.holidays import Almanac
from maru.erp.leave.service.readers import Readers
from maru.erp.leave.service.records import Records
from maru.erp.leave.service.requests import Requests
from maru.erp.leave.store import tables
from maru.erp.leave.store.accounts import Accounts
from maru.erp.quests.contract import QuestEvent


def assemble(ctx: Context, policy: Policy = Policy()) -> Parts:
    directory, approvals = ctx.call(Directory), ctx.call(Approvals)
    readers = Readers(directory)
    desk = Desk(ctx.store, ctx.now, policy)
    records = Records(ctx.store, desk, readers, directory, ctx.now)
    requests = Requests(ctx.store, desk, approvals, directory, readers, ctx.now, ctx.new_id)
    giving = Giving(ctx.store, readers, ctx.now, ctx.new_id)
    almanac = Almanac(ctx.store, ctx.now)
    # The first run leaves those who write past days (a demo, an import) time to do it before they expire.
    return Parts(
        routes=[
            *classic.routes(records, requests),
            *modern.routes(records, requests, giving, almanac),
        ],
        consumers=[documents.consumer(policy), *people.consumers()],
        jobs=[
            Job(
                "erp.leave.accrual",
                timedelta(minutes=5),
                Days(ctx.store, ctx.now).bring_up,
                timedelta(minutes=1),
            ),
            Job(
                "erp.leave.holds",
                timedelta(minutes=1),
                Holds(ctx.store, approvals, ctx.now, policy).settle,
            ),
            Job("erp.leave.holidays", timedelta(minutes=10), almanac.look_through),
        ],
        offers=desk,
    )


def _balance_is_the_sum(tx: SqlTx) -> str | None:
    unequal = Accounts(tx).unequal()
    return None if unequal is None else f"employee {unequal}: the balance is not the sum of the lines"


def _no_grant_below_zero(tx: SqlTx) -> str | None:
    below = Accounts(tx).below_zero()
    return None if below is None else f"employee {below}: more was taken from a grant than it held"


leave = Manifest(
    name="erp.leave",
    assemble=assemble,
    steps=Path(__file__).parent / "migrations",
    tables=tables,
    publishes=(LeaveEvent.topic,),
    hears=(ApprovalEvent.topic, AttendanceEvent.topic, EmployeeEvent.topic, QuestEvent.topic),
    calls=(Directory, Approvals),
    offers=Leave,
    invariants=(
        Invariant("leave balances", _balance_is_the_sum),
        Invariant("leave grants", _no_grant_below_zero),
    ),
)
