"""The service as the composition root sees it."""

from pathlib import Path

from maru.chassis.bus import Consumer
from maru.chassis.manifest import Context, Manifest, Parts
from maru.erp.attendance.contract import Attendance
from maru.erp.employees.contract import Directory, EmployeeEvent
from maru.erp.employees.http import classic, modern
from maru.erp.employees.service.directory import Register
from maru.erp.employees.service.figures import Numbers
from maru.erp.employees.service.membership import on_account_verified
from maru.erp.employees.service.organisation import Organisation
from maru.erp.employees.service.staff import Staff
from maru.erp.employees.store import tables
from maru.erp.leave.contract import Leave
from maru.identity.accounts.contract import AccountEvent, Accounts, AccountVerified, MembershipChanged


def assemble(ctx: Context) -> Parts:
    register = Register(ctx.store)
    staff = Staff(ctx.store, ctx.now, ctx.call)
    organisation = Organisation(ctx.store, ctx.now)
    numbers = Numbers(ctx.call, register, ctx.new_id)
    return Parts(
        routes=[
            *classic.routes(staff, register, numbers),
            *modern.routes(staff, organisation, register),
        ],
        consumers=[
            Consumer(
                name="erp.employees.accounts",
                topic=AccountEvent.topic,
                events=(AccountVerified,),
                handle=on_account_verified,
            )
        ],
        offers=register,
    )


employees = Manifest(
    name="erp.employees",
    assemble=assemble,
    steps=Path(__file__).parent / "migrations",
    tables=tables,
    publishes=(EmployeeEvent.topic, MembershipChanged.topic),
    hears=(AccountEvent.topic,),
    calls=(Leave, Attendance, Accounts),
    offers=Directory,
)
