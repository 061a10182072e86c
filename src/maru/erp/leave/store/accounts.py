"""Accounts, grants and the ledger in a SQL database."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from msgspec import Struct
from sqlalchemy import and_, bindparam, func, insert, select, update

from maru.chassis.problems import StaleVersion
from maru.chassis.sql import Query, SqlTx, Statement, micros, moment
from maru.erp.employees.contract import no_employee
from maru.erp.leave.contract import Bucket, Grant, Inputs, Kind, LedgerLine
from maru.erp.leave.domain.account import ADVANCE
from maru.erp.leave.domain.member import Member
from maru.erp.leave.store.tables import accounts, day, grants, lines

NEVER = "0001-01-01"
EVERY_LINE = 20_000  # more than a working life writes
FIRST = 1 << 53

_inputs = msgspec.json.Decoder(Inputs).decode
_encode = msgspec.json.Encoder().encode


class Held(Struct, frozen=True, kw_only=True):
    """One account's row."""

    employee_id: int
    tenant: str
    version: int
    available: int
    accrued_to: date
    name: str
    department_id: int | None
    department: str
    hire_date: date | None
    left_on: date | None
    day_minutes: int
    work_days: str
    person_version: int

    def member(self) -> Member:
        return Member(
            employee_id=self.employee_id,
            tenant=self.tenant,
            name=self.name,
            department_id=self.department_id,
            department=self.department,
            hire_date=self.hire_date,
            left_on=self.left_on,
            day_minutes=self.day_minutes,
            work_days=self.work_days,
        )


class Due(Struct):
    employee_id: int
    tenant: str
    accrued_to: str


class _Grant(Struct):
    employee_id: int
    id: str
    bucket: Bucket
    minutes: int
    starts: date
    last_day: date
    rule_version: str
    article: str
    explanation: str
    inputs: str

    def read(self) -> Grant:
        given = {name: getattr(self, name) for name in self.__struct_fields__}
        return Grant(**{**given, "inputs": _inputs(self.inputs)})


class _Line(Struct):
    id: int
    employee_id: int
    bucket: Bucket
    grant_id: str
    kind: Kind
    minutes: int
    effective_date: date
    document_id: str | None
    rule_version: str
    article: str
    explanation: str
    inputs: str
    created_by: int | None
    created_at: int

    def read(self) -> LedgerLine:
        return LedgerLine(
            id=self.id,
            employee_id=self.employee_id,
            bucket=self.bucket,
            grant_id=self.grant_id,
            kind=self.kind,
            minutes=self.minutes,
            effective_date=self.effective_date,
            document_id=self.document_id,
            rule_version=self.rule_version,
            article=self.article,
            explanation=self.explanation,
            inputs=_inputs(self.inputs),
            created_by=self.created_by,
            created_at=moment(self.created_at),
        )


class _Unequal(Struct):
    employee_id: int


_held = [accounts.c[name] for name in Held.__struct_fields__]
_grant = [grants.c[name] for name in _Grant.__struct_fields__]
_line = [lines.c[name] for name in _Line.__struct_fields__]


class Accounts:
    _begin = Statement(
        insert(accounts).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )
    _get = Query(select(*_held).where(accounts.c.employee_id == bindparam("id")), Held)
    _lock = Query(select(*_held).where(accounts.c.employee_id == bindparam("id")).with_for_update(), Held)
    _several = Query(
        select(*_held).where(
            accounts.c.employee_id.in_(bindparam("ids", expanding=True)),
            accounts.c.tenant == bindparam("tenant"),
        ),
        Held,
    )
    _save = Statement(
        update(accounts)
        .where(accounts.c.employee_id == bindparam("who"), accounts.c.version == bindparam("was"))
        .values(version=bindparam("now"), available=bindparam("left"))
    )
    _accrued = Statement(
        update(accounts)
        .where(accounts.c.employee_id == bindparam("who"))
        .values(accrued_to=bindparam("today"))
    )
    _employ = Statement(
        update(accounts)
        .where(accounts.c.employee_id == bindparam("who"))
        .values(
            tenant=bindparam("company"),
            name=bindparam("called"),
            department_id=bindparam("place_id"),
            department=bindparam("place"),
            hire_date=bindparam("hired"),
            left_on=bindparam("gone"),
            day_minutes=bindparam("length"),
            work_days=bindparam("week"),
            person_version=bindparam("known"),
        )
    )
    _due = Query(
        select(accounts.c.employee_id, accounts.c.tenant, accounts.c.accrued_to)
        .where(
            accounts.c.accrued_to < bindparam("today"),
            (accounts.c.accrued_to > bindparam("seen"))
            | and_(accounts.c.accrued_to == bindparam("seen"), accounts.c.employee_id > bindparam("after")),
        )
        .order_by(accounts.c.accrued_to, accounts.c.employee_id)
        .limit(bindparam("many")),
        Due,
    )
    _unequal = Query(
        select(accounts.c.employee_id)
        .outerjoin(lines, lines.c.employee_id == accounts.c.employee_id)
        .group_by(accounts.c.employee_id, accounts.c.available)
        .having(accounts.c.available != func.coalesce(func.sum(lines.c.minutes), 0))
        .limit(1),
        _Unequal,
    )
    _below_zero = Query(
        select(lines.c.employee_id)
        .where(lines.c.grant_id.not_like(f"{ADVANCE}%"))
        .group_by(lines.c.employee_id, lines.c.grant_id)
        .having(func.sum(lines.c.minutes) < 0)
        .limit(1),
        _Unequal,
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def get(self, employee_id: int) -> Held | None:
        return self._tx.one(self._get, id=employee_id)

    def lock(self, tenant: str, employee_id: int) -> Held:
        """The row, made if there is none; until this unit ends no other one moves this person's ledger.

        Refuses `NotFound` for people of another tenant.
        """
        held = self._tx.one(self._lock, id=employee_id)
        if held is None:
            fresh = Member(employee_id=employee_id, tenant=tenant)
            self._tx.run(
                self._begin,
                employee_id=employee_id,
                tenant=tenant,
                version=0,
                available=0,
                accrued_to=NEVER,
                name=fresh.name,
                department_id=None,
                department=fresh.department,
                hire_date=None,
                left_on=None,
                day_minutes=fresh.day_minutes,
                work_days=fresh.work_days,
                person_version=0,
            )
            held = self._tx.one(self._lock, id=employee_id)
        if held is None or held.tenant != tenant:
            raise no_employee(employee_id)
        return held

    def of(self, tenant: str, ids: Sequence[int]) -> list[Held]:
        return self._tx.all(self._several, tenant=tenant, ids=list(ids)) if ids else []

    def save(self, employee_id: int, was: int, now: int, available: int) -> None:
        """Refuses `StaleVersion` unless the stored version is `was`."""
        if self._tx.run(self._save, who=employee_id, was=was, now=now, left=available) != 1:
            raise StaleVersion("다른 곳에서 먼저 바뀌었습니다. 다시 확인해 주세요.")

    def accrued(self, employee_id: int, today: date) -> None:
        self._tx.run(self._accrued, who=employee_id, today=today.isoformat())

    def employ(self, member: Member, person_version: int) -> None:
        self._tx.run(
            self._employ,
            who=member.employee_id,
            company=member.tenant,
            called=member.name,
            place_id=member.department_id,
            place=member.department,
            hired=day(member.hire_date),
            gone=day(member.left_on),
            length=member.day_minutes,
            week=member.work_days,
            known=person_version,
        )

    def due(self, today: date, after: tuple[str, int], many: int) -> list[Due]:
        """Who was not brought up to `today`, longest ago first."""
        seen, id = after
        return self._tx.all(self._due, today=today.isoformat(), seen=seen, after=id, many=many)

    def unequal(self) -> int | None:
        """The first employee whose cached balance is not the sum of their lines."""
        found = self._tx.one(self._unequal)
        return found.employee_id if found else None

    def below_zero(self) -> int | None:
        """The first employee who took more from a grant than it held."""
        found = self._tx.one(self._below_zero)
        return found.employee_id if found else None


class Grants:
    _of = Query(
        select(*_grant)
        .where(grants.c.employee_id.in_(bindparam("ids", expanding=True)))
        .order_by(grants.c.employee_id, grants.c.starts, grants.c.id)
        .limit(bindparam("many")),
        _Grant,
    )
    _add = Statement(insert(grants))
    _unwarned = Query(
        select(*_grant).where(
            grants.c.employee_id == bindparam("employee_id"),
            grants.c.warned.is_(False),
            grants.c.last_day.between(bindparam("first"), bindparam("last")),
        ),
        _Grant,
    )
    _warned = Statement(
        update(grants)
        .where(grants.c.employee_id == bindparam("who"), grants.c.id.in_(bindparam("which", expanding=True)))
        .values(warned=bindparam("told"))
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def of(self, ids: Sequence[int]) -> list[Grant]:
        return [row.read() for row in self._tx.all(self._of, ids=list(ids), many=EVERY_LINE)] if ids else []

    def add(self, given: Iterable[Grant]) -> None:
        for each in given:
            self._tx.run(
                self._add,
                employee_id=each.employee_id,
                id=each.id,
                bucket=each.bucket.value,
                minutes=each.minutes,
                starts=each.starts.isoformat(),
                last_day=each.last_day.isoformat(),
                rule_version=each.rule_version,
                article=each.article,
                explanation=each.explanation,
                inputs=_encode(each.inputs).decode(),
                warned=False,
            )

    def unwarned(self, employee_id: int, first: date, last: date) -> list[Grant]:
        """Those that expire in that span and whose owner was not told so."""
        span = {"first": first.isoformat(), "last": last.isoformat()}
        return [row.read() for row in self._tx.all(self._unwarned, employee_id=employee_id, **span)]

    def warned(self, employee_id: int, ids: Sequence[str]) -> None:
        self._tx.run(self._warned, who=employee_id, which=list(ids), told=True)


class Lines:
    _of = Query(
        select(*_line)
        .where(lines.c.employee_id.in_(bindparam("ids", expanding=True)))
        .order_by(lines.c.employee_id, lines.c.id)
        .limit(bindparam("many")),
        _Line,
    )
    _since = Query(
        select(*_line)
        .where(lines.c.employee_id == bindparam("employee_id"), lines.c.id > bindparam("after"))
        .order_by(lines.c.id)
        .limit(EVERY_LINE),
        _Line,
    )
    _page = Query(
        select(*_line)
        .where(lines.c.employee_id == bindparam("employee_id"), lines.c.id < bindparam("before"))
        .order_by(lines.c.id.desc())
        .limit(bindparam("many")),
        _Line,
    )
    _add = Statement(
        insert(lines).values({c.name: bindparam(c.name) for c in lines.columns if c.name != "id"})
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def of(self, ids: Sequence[int]) -> list[LedgerLine]:
        """In the order in which they were written, person by person."""
        found = self._tx.all(self._of, ids=list(ids), many=EVERY_LINE) if ids else []
        assert len(found) < EVERY_LINE, "a balance over some of the lines would be wrong"
        return [row.read() for row in found]

    def page(self, employee_id: int, before: int, many: int) -> list[LedgerLine]:
        """Newest first."""
        found = self._tx.all(self._page, employee_id=employee_id, before=before, many=many)
        return [row.read() for row in found]

    def add(self, employee_id: int, new: Sequence[LedgerLine], after: int) -> list[LedgerLine]:
        """The lines as numbered; `after` is the number of the last line before them."""
        for each in new:
            self._tx.run(
                self._add,
                employee_id=each.employee_id,
                bucket=each.bucket.value,
                grant_id=each.grant_id,
                kind=each.kind.value,
                minutes=each.minutes,
                effective_date=each.effective_date.isoformat(),
                document_id=each.document_id,
                rule_version=each.rule_version,
                article=each.article,
                explanation=each.explanation,
                inputs=_encode(each.inputs).decode(),
                created_by=each.created_by,
                created_at=micros(each.created_at),
            )
        if not new:
            return []
        return [row.read() for row in self._tx.all(self._since, employee_id=employee_id, after=after)]
