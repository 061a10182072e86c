"""Attendance as a service: what it keeps, tells, hears, runs on a timer and asks of others."""

from datetime import timedelta
from pathlib import Path

from maru.chassis.bus import Consumer
from maru.chassis.jobs import Job
from maru.chassis.manifest import Context, Manifest, Parts
from maru.erp.attendance.contract import Attendance, AttendanceEvent
from maru.erp.attendance.http import routes
from maru.erp.attendance.service.corrections import Correcting
from maru.erp.attendance.service.readers import Readers
from maru.erp.attendance.service.records import Records
from maru.erp.attendance.service.shifts import Shifts
from maru.erp.attendance.store import tables
from maru.erp.employees.contract import Directory, EmployeeEvent, EmployeeMoved
from maru.erp.leave.contract import Leave


def assemble(ctx: Context) -> Parts:
    directory = ctx.call(Directory)
    readers = Readers(directory)
    shifts = Shifts(ctx.store, ctx.call(Leave), ctx.now)
    correcting = Correcting(ctx.store, readers, directory, ctx.now)
    return Parts(
        routes=routes(shifts, Records(ctx.store, readers, ctx.now), correcting),
        consumers=[
            Consumer(
                name="erp.attendance.employees",
                topic=EmployeeEvent.topic,
                events=(EmployeeMoved,),
                handle=correcting.follow,
            )
        ],
        jobs=[Job("erp.attendance.forgotten", timedelta(minutes=1), shifts.close_forgotten)],
        offers=shifts,
    )


attendance = Manifest(
    name="erp.attendance",
    assemble=assemble,
    steps=Path(__file__).parent / "migrations",
    tables=tables,
    publishes=(AttendanceEvent.topic,),
    hears=(EmployeeEvent.topic,),
    calls=(Directory, Leave),
    offers=Attendance,
)
