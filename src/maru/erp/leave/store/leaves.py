"""Leaves (reservations and what became of them) and their 취소 documents in a SQL database."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, insert, select, update

from maru.chassis.problems import NotFound, StaleVersion
from maru.chassis.sql import Query, SqlTx, Statement, micros, moment
from maru.erp.leave.contract import Bucket, LeaveDay, LeaveState, Part, Reservation, Unit
from maru.erp.leave.domain.days import TAKING
from maru.erp.leave.store.accounts import EVERY_LINE
from maru.erp.leave.store.tables import accounts, cancellations, day, read, reservations, written

_days = msgspec.json.Decoder(tuple[LeaveDay, ...]).decode
_parts = msgspec.json.Decoder(tuple[Part, ...]).decode
_dates = msgspec.json.Decoder(tuple[date, ...]).decode
_encode = msgspec.json.Encoder().encode


class _Leave(Struct):
    id: int
    key: str
    employee_id: int
    document_id: str | None
    start_date: date | None
    end_date: date | None
    unit: Unit
    reason: str
    bucket: Bucket | None
    day_minutes: int
    holiday_version: str
    days: str
    parts: str
    state: LeaveState
    hold_until: int | None
    version: int
    created_at: int

    def read(self) -> Reservation:
        given = {name: getattr(self, name) for name in _Leave.__struct_fields__}
        decoded = {
            "days": _days(self.days),
            "parts": _parts(self.parts),
            "hold_until": read(self.hold_until),
            "created_at": moment(self.created_at),
        }
        return Reservation(**{**given, **decoded})


class _Away(_Leave):
    name: str
    department_id: int | None


class Away(Struct, frozen=True):
    """A leave with whose it is."""

    leave: Reservation
    name: str
    department_id: int | None


class Placed(Struct, frozen=True):
    """Where a leave belongs: the key of its owner's account."""

    id: int
    tenant: str
    employee_id: int


class CancelState(StrEnum):
    HELD = "HELD"  # asked for, its document not known to be submitted
    PENDING = "PENDING"
    DONE = "DONE"
    DROPPED = "DROPPED"


class Cancellation(Struct, frozen=True, kw_only=True):
    """A 취소 document of a leave; `dates` absent: of all its days."""

    document_id: str
    tenant: str
    leave_id: int
    employee_id: int
    dates: tuple[date, ...] | None
    by_hr: bool
    state: CancelState
    hold_until: datetime


class _Cancellation(Struct):
    document_id: str
    tenant: str
    leave_id: int
    employee_id: int
    dates: str | None
    by_hr: bool
    state: CancelState
    hold_until: int

    def read(self) -> Cancellation:
        return Cancellation(
            document_id=self.document_id,
            tenant=self.tenant,
            leave_id=self.leave_id,
            employee_id=self.employee_id,
            dates=None if self.dates is None else _dates(self.dates),
            by_hr=self.by_hr,
            state=self.state,
            hold_until=moment(self.hold_until),
        )


_leave = [reservations.c[name] for name in _Leave.__struct_fields__]
_placed = [reservations.c[name] for name in Placed.__struct_fields__]
_taking = reservations.c.state.in_(sorted(state.value for state in TAKING))


class Leaves:
    _get = Query(
        select(*_leave).where(
            reservations.c.id == bindparam("id"), reservations.c.tenant == bindparam("tenant")
        ),
        _Leave,
    )
    _by_key = Query(
        select(*_leave).where(
            reservations.c.key == bindparam("key"), reservations.c.tenant == bindparam("tenant")
        ),
        _Leave,
    )
    _of_document = Query(
        select(*_placed).where(
            reservations.c.document_id == bindparam("document_id"),
            reservations.c.tenant == bindparam("tenant"),
        ),
        Placed,
    )
    _taken = Query(
        select(*_leave)
        .where(reservations.c.employee_id == bindparam("employee_id"), _taking)
        .order_by(reservations.c.id)
        .limit(EVERY_LINE),
        _Leave,
    )
    _page = Query(
        select(*_leave)
        .where(
            reservations.c.employee_id == bindparam("employee_id"),
            reservations.c.tenant == bindparam("tenant"),
            reservations.c.id < bindparam("before"),
        )
        .order_by(reservations.c.id.desc())
        .limit(bindparam("many")),
        _Leave,
    )
    _away = Query(
        select(*_leave, accounts.c.name, accounts.c.department_id)
        .join(accounts, accounts.c.employee_id == reservations.c.employee_id)
        .where(
            accounts.c.tenant == bindparam("tenant"),
            accounts.c.department_id.in_(bindparam("places", expanding=True)),
            reservations.c.tenant == bindparam("tenant"),
            reservations.c.start_date <= bindparam("last"),
            reservations.c.end_date >= bindparam("first"),
            reservations.c.state.in_([LeaveState.RESERVED.value, LeaveState.SETTLED.value]),
        )
        .order_by(reservations.c.start_date, reservations.c.id)
        .limit(bindparam("many")),
        _Away,
    )
    _over = Query(
        select(*_placed)
        .where(
            reservations.c.tenant == bindparam("tenant"),
            reservations.c.start_date <= bindparam("day"),
            reservations.c.end_date >= bindparam("day"),
            reservations.c.id > bindparam("after"),
            _taking,
        )
        .order_by(reservations.c.id)
        .limit(bindparam("many")),
        Placed,
    )
    _forgotten = Query(
        select(*_placed)
        .where(
            reservations.c.state == LeaveState.HELD.value,
            reservations.c.hold_until < bindparam("now"),
            reservations.c.id > bindparam("after"),
        )
        .order_by(reservations.c.id)
        .limit(bindparam("many")),
        Placed,
    )
    _add = Statement(
        insert(reservations).values(
            {c.name: bindparam(c.name) for c in reservations.columns if c.name != "id"}
        )
    )
    _save = Statement(
        update(reservations)
        .where(reservations.c.id == bindparam("which"), reservations.c.version == bindparam("was"))
        .values(
            start_date=bindparam("first"),
            end_date=bindparam("last"),
            unit=bindparam("how"),
            reason=bindparam("why"),
            bucket=bindparam("out_of"),
            day_minutes=bindparam("length"),
            holiday_version=bindparam("counted_with"),
            days=bindparam("counted"),
            parts=bindparam("taken"),
            state=bindparam("now"),
            hold_until=bindparam("held"),
            version=bindparam("next"),
        )
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def get(self, tenant: str, id: int) -> Reservation:
        found = self._tx.one(self._get, tenant=tenant, id=id)
        if found is None:
            raise no_leave(id)
        return found.read()

    def by_key(self, tenant: str, key: str) -> Reservation | None:
        found = self._tx.one(self._by_key, tenant=tenant, key=key)
        return found.read() if found else None

    def of_document(self, tenant: str, document_id: str) -> Placed | None:
        return self._tx.one(self._of_document, tenant=tenant, document_id=document_id)

    def taken(self, employee_id: int) -> list[Reservation]:
        """Those that occupy days, oldest first."""
        return [row.read() for row in self._tx.all(self._taken, employee_id=employee_id)]

    def page(self, tenant: str, employee_id: int, before: int, many: int) -> list[Reservation]:
        """Newest first."""
        found = self._tx.all(self._page, tenant=tenant, employee_id=employee_id, before=before, many=many)
        return [row.read() for row in found]

    def away(self, tenant: str, places: Sequence[int], first: date, last: date, many: int) -> list[Away]:
        """Submitted and settled leaves of these departments' people that touch the span."""
        found = self._tx.all(
            self._away,
            tenant=tenant,
            places=list(places),
            first=first.isoformat(),
            last=last.isoformat(),
            many=many,
        )
        return [Away(row.read(), row.name, row.department_id) for row in found]

    def over(self, tenant: str, day: date, after: int, many: int) -> list[Placed]:
        """Leaves that a change of that day may concern."""
        return self._tx.all(self._over, tenant=tenant, day=day.isoformat(), after=after, many=many)

    def forgotten(self, now: datetime, after: int, many: int) -> list[Placed]:
        """Holds that nobody confirmed in time, of any tenant."""
        return self._tx.all(self._forgotten, now=micros(now), after=after, many=many)

    def put(self, tenant: str, leave: Reservation) -> Reservation:
        """Add or save; refuses `StaleVersion` unless the stored version is one behind."""
        if leave.id == 0:
            return self._added(tenant, leave)
        saved = self._tx.run(
            self._save,
            which=leave.id,
            was=leave.version - 1,
            first=day(leave.start_date),
            last=day(leave.end_date),
            how=leave.unit.value,
            why=leave.reason,
            out_of=leave.bucket.value if leave.bucket else None,
            length=leave.day_minutes,
            counted_with=leave.holiday_version,
            counted=_encode(leave.days).decode(),
            taken=_encode(leave.parts).decode(),
            now=leave.state.value,
            held=written(leave.hold_until),
            next=leave.version,
        )
        if saved != 1:
            raise StaleVersion("다른 곳에서 먼저 바뀌었습니다. 다시 확인해 주세요.")
        return leave

    def _added(self, tenant: str, leave: Reservation) -> Reservation:
        assert leave.created_at is not None
        self._tx.run(
            self._add,
            tenant=tenant,
            key=leave.key,
            employee_id=leave.employee_id,
            document_id=leave.document_id,
            start_date=day(leave.start_date),
            end_date=day(leave.end_date),
            unit=leave.unit.value,
            reason=leave.reason,
            bucket=leave.bucket.value if leave.bucket else None,
            day_minutes=leave.day_minutes,
            holiday_version=leave.holiday_version,
            days=_encode(leave.days).decode(),
            parts=_encode(leave.parts).decode(),
            state=leave.state.value,
            hold_until=written(leave.hold_until),
            version=leave.version,
            created_at=micros(leave.created_at),
        )
        added = self.by_key(tenant, leave.key)
        assert added is not None
        return added


class Cancellations:
    _of = Query(
        select(cancellations).where(
            cancellations.c.document_id == bindparam("document_id"),
            cancellations.c.tenant == bindparam("tenant"),
        ),
        _Cancellation,
    )
    _open = Query(
        select(cancellations)
        .where(
            cancellations.c.leave_id == bindparam("leave_id"),
            cancellations.c.state.in_([CancelState.HELD.value, CancelState.PENDING.value]),
        )
        .limit(100),
        _Cancellation,
    )
    _add = Statement(insert(cancellations))
    _move = Statement(
        update(cancellations)
        .where(cancellations.c.document_id == bindparam("which"))
        .values(state=bindparam("now"))
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def of(self, tenant: str, document_id: str) -> Cancellation | None:
        found = self._tx.one(self._of, tenant=tenant, document_id=document_id)
        return found.read() if found else None

    def open(self, leave_id: int) -> list[Cancellation]:
        """Those not decided yet, abandoned ones among them."""
        return [row.read() for row in self._tx.all(self._open, leave_id=leave_id)]

    def add(self, new: Cancellation) -> None:
        self._tx.run(
            self._add,
            document_id=new.document_id,
            tenant=new.tenant,
            leave_id=new.leave_id,
            employee_id=new.employee_id,
            dates=None if new.dates is None else _encode(new.dates).decode(),
            by_hr=new.by_hr,
            state=new.state.value,
            hold_until=micros(new.hold_until),
        )

    def move(self, document_id: str, state: CancelState) -> None:
        self._tx.run(self._move, which=document_id, now=state.value)


def no_leave(id: int) -> NotFound:
    """What is said of unknown leaves, and of those the caller may not know of."""
    return NotFound(f"휴가 신청을 찾을 수 없습니다: {id}", leaveId=id)
