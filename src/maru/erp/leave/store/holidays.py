"""The holidays of each company, and what HR has to decide since they changed, in a SQL database."""

from datetime import date
from typing import Final

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, insert, select, update

from maru.chassis.problems import NotFound, StaleVersion
from maru.chassis.sql import Query, SqlTx, Statement, micros, moment
from maru.erp.leave.domain import korea
from maru.erp.leave.domain.days import Calendar
from maru.erp.leave.messages import (
    Holiday,
    HolidayKind,
    HolidayView,
    Proposal,
    ProposalKind,
    ProposalState,
)
from maru.erp.leave.store.tables import calendars, holidays, proposals

Day = date  # for rows whose column is itself called date
FOREVER: Final = (date(1900, 1, 1), date(2199, 12, 31))
ALL = 5000

_dates = msgspec.json.Decoder(tuple[date, ...]).decode
_encode = msgspec.json.Encoder().encode


class _Holiday(Struct):
    id: int
    date: Day
    name: str
    kind: HolidayKind
    source: str
    effective: Day
    verified: bool
    version: int

    def read(self) -> HolidayView:
        return HolidayView(
            id=self.id,
            date=self.date,
            name=self.name,
            kind=self.kind,
            source=self.source,
            effective=self.effective,
            verified=self.verified,
            version=self.version,
        )


class Edits(Struct):
    tenant: str
    edits: int
    looked_through: int


class _Day(Struct):
    date: Day


class _Proposal(Struct):
    id: int
    employee_id: int
    kind: ProposalKind
    leave_id: int | None
    grant_id: str | None
    minutes_was: int
    minutes_now: int
    days: str
    detail: str
    state: ProposalState
    decided_by: int | None
    created_at: int
    version: int

    def read(self) -> Proposal:
        return Proposal(
            id=self.id,
            employee_id=self.employee_id,
            kind=self.kind,
            leave_id=self.leave_id,
            grant_id=self.grant_id,
            minutes_was=self.minutes_was,
            minutes_now=self.minutes_now,
            days=_dates(self.days),
            detail=self.detail,
            state=self.state,
            decided_by=self.decided_by,
            created_at=moment(self.created_at),
            version=self.version,
        )


_holiday = [holidays.c[name] for name in _Holiday.__struct_fields__]
_proposal = [proposals.c[name] for name in _Proposal.__struct_fields__]


class Holidays:
    """A company that never edited has the holidays of Korea as they are in `domain.korea`."""

    _between = Query(
        select(*_holiday)
        .where(
            holidays.c.tenant == bindparam("tenant"),
            holidays.c.removed.is_(False),
            holidays.c.date.between(bindparam("first"), bindparam("last")),
        )
        .order_by(holidays.c.date, holidays.c.id)
        .limit(ALL),
        _Holiday,
    )
    _get = Query(
        select(*_holiday).where(
            holidays.c.id == bindparam("id"),
            holidays.c.tenant == bindparam("tenant"),
            holidays.c.removed.is_(False),
        ),
        _Holiday,
    )
    _named = Query(
        select(*_holiday).where(
            holidays.c.tenant == bindparam("tenant"),
            holidays.c.date == bindparam("day"),
            holidays.c.name == bindparam("called"),
        ),
        _Holiday,
    )
    _add = Statement(
        insert(holidays)
        .prefix_with("OR IGNORE", dialect="sqlite")
        .prefix_with("IGNORE", dialect="mysql")
        .values({c.name: bindparam(c.name) for c in holidays.columns if c.name != "id"})
    )
    _save = Statement(
        update(holidays)
        .where(holidays.c.id == bindparam("which"), holidays.c.version == bindparam("was"))
        .values(
            kind=bindparam("sort"),
            source=bindparam("law"),
            effective=bindparam("force"),
            verified=bindparam("checked"),
            removed=bindparam("gone"),
            edit=bindparam("number"),
            version=bindparam("next"),
        )
    )
    _begin = Statement(
        insert(calendars).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )
    _edits = Query(select(calendars).where(calendars.c.tenant == bindparam("tenant")), Edits)
    _lock = Query(select(calendars).where(calendars.c.tenant == bindparam("tenant")).with_for_update(), Edits)
    _edited = Statement(
        update(calendars).where(calendars.c.tenant == bindparam("whose")).values(edits=calendars.c.edits + 1)
    )
    _changed = Query(
        select(holidays.c.date)
        .where(
            holidays.c.tenant == bindparam("tenant"),
            holidays.c.edit > bindparam("after"),
            holidays.c.edit <= bindparam("upto"),
        )
        .distinct()
        .order_by(holidays.c.date)
        .limit(ALL),
        _Day,
    )
    _behind = Query(select(calendars).where(calendars.c.looked_through < calendars.c.edits).limit(100), Edits)
    _looked = Statement(
        update(calendars)
        .where(calendars.c.tenant == bindparam("whose"), calendars.c.looked_through < bindparam("upto"))
        .values(looked_through=bindparam("upto"))
    )

    def __init__(self, tx: SqlTx, tenant: str) -> None:
        self._tx, self._tenant = tx, tenant

    def calendar(self, first: date | None = None, last: date | None = None) -> Calendar:
        """Of the days from `first` to `last`, or of all."""
        edits = self._tx.one(self._edits, tenant=self._tenant)
        first, last = first or FOREVER[0], last or FOREVER[1]
        if edits is None:
            return Calendar.of((h for h in korea.HOLIDAYS if first <= h.date <= last), version(0))
        kept = self.between(first, last)
        return Calendar.of((each.holiday() for each in kept), version(edits.edits))

    def between(self, first: date, last: date) -> list[HolidayView]:
        span = {"first": first.isoformat(), "last": last.isoformat()}
        return [row.read() for row in self._tx.all(self._between, tenant=self._tenant, **span)]

    def get(self, id: int) -> HolidayView:
        found = self._tx.one(self._get, tenant=self._tenant, id=id)
        if found is None:
            raise NotFound(f"공휴일을 찾을 수 없습니다: {id}")
        return found.read()

    def seed(self) -> None:
        """Write the holidays of Korea, unless the company has its calendar already."""
        if self._tx.one(self._edits, tenant=self._tenant) is None:
            self._tx.run(self._begin, tenant=self._tenant, edits=0, looked_through=0)
            for each in korea.HOLIDAYS:
                self._insert(each, 0)

    def seeded(self) -> bool:
        return self._tx.one(self._edits, tenant=self._tenant) is not None

    def edit(self) -> int:
        """Begin an edit; its number. No other edit of this company runs until this unit ends."""
        self.seed()
        self._tx.one(self._lock, tenant=self._tenant)
        self._tx.run(self._edited, whose=self._tenant)
        return self.state().edits

    def state(self) -> Edits:
        found = self._tx.one(self._edits, tenant=self._tenant)
        return found or Edits(self._tenant, 0, 0)

    def put(self, new: Holiday, edit: int) -> HolidayView:
        """Add the day, or change the one of that date and name."""
        was = self._tx.one(self._named, tenant=self._tenant, day=new.date.isoformat(), called=new.name)
        if was is None:
            self._insert(new, edit)
            was = self._tx.one(self._named, tenant=self._tenant, day=new.date.isoformat(), called=new.name)
            assert was is not None
            return was.read()
        return self.save(was.id, new, was.version, edit)

    def save(self, id: int, new: Holiday, seen: int, edit: int, removed: bool = False) -> HolidayView:
        """Refuses `StaleVersion` unless the stored version is the one seen. Date and name stay."""
        saved = self._tx.run(
            self._save,
            which=id,
            was=seen,
            sort=new.kind.value,
            law=new.source,
            force=new.effective.isoformat(),
            checked=new.verified,
            gone=removed,
            number=edit,
            next=seen + 1,
        )
        if saved != 1:
            raise StaleVersion("다른 곳에서 먼저 바뀌었습니다. 다시 확인해 주세요.")
        return HolidayView.of(new, id, seen + 1)

    def changed(self, after: int, upto: int) -> list[date]:
        """The days that those edits touched."""
        return [row.date for row in self._tx.all(self._changed, tenant=self._tenant, after=after, upto=upto)]

    def looked_through(self, upto: int) -> None:
        self._tx.run(self._looked, whose=self._tenant, upto=upto)

    @classmethod
    def behind(cls, tx: SqlTx) -> list[Edits]:
        """Companies whose leaves were not looked through since an edit."""
        return tx.all(cls._behind)

    def _insert(self, new: Holiday, edit: int) -> None:
        self._tx.run(
            self._add,
            tenant=self._tenant,
            date=new.date.isoformat(),
            name=new.name,
            kind=new.kind.value,
            source=new.source,
            effective=new.effective.isoformat(),
            verified=new.verified,
            removed=False,
            edit=edit,
            version=1,
        )


def version(edits: int) -> str:
    """What leaves are counted with and remembered by."""
    return f"{korea.VERSION}+{edits}" if edits else korea.VERSION


class Proposals:
    _add = Statement(
        insert(proposals).values({c.name: bindparam(c.name) for c in proposals.columns if c.name != "id"})
    )
    _about = Query(select(proposals.c.id).where(proposals.c.about == bindparam("about")), int)
    _supersede = Statement(
        update(proposals)
        .where(
            proposals.c.tenant == bindparam("whose"),
            proposals.c.leave_id == bindparam("leave"),
            proposals.c.state == ProposalState.OPEN.value,
        )
        .values(state=ProposalState.SUPERSEDED.value, version=proposals.c.version + 1)
    )
    _get = Query(
        select(*_proposal).where(
            proposals.c.id == bindparam("id"), proposals.c.tenant == bindparam("tenant")
        ),
        _Proposal,
    )
    _page = Query(
        select(*_proposal)
        .where(
            proposals.c.tenant == bindparam("tenant"),
            proposals.c.state == bindparam("state"),
            proposals.c.id < bindparam("before"),
        )
        .order_by(proposals.c.id.desc())
        .limit(bindparam("many")),
        _Proposal,
    )
    _decide = Statement(
        update(proposals)
        .where(proposals.c.id == bindparam("which"), proposals.c.version == bindparam("was"))
        .values(state=bindparam("now"), decided_by=bindparam("who"), version=bindparam("next"))
    )

    def __init__(self, tx: SqlTx, tenant: str) -> None:
        self._tx, self._tenant = tx, tenant

    def add(self, new: Proposal, about: str) -> int | None:
        """Its number; None if what it is `about` was proposed before. It takes the place of older ones of
        the same leave."""
        about = f"{self._tenant}:{about}"
        if self._tx.value(self._about, about=about) is not None:
            return None
        if new.leave_id is not None:
            self._tx.run(self._supersede, whose=self._tenant, leave=new.leave_id)
        self._tx.run(
            self._add,
            tenant=self._tenant,
            about=about,
            employee_id=new.employee_id,
            kind=new.kind.value,
            leave_id=new.leave_id,
            grant_id=new.grant_id,
            minutes_was=new.minutes_was,
            minutes_now=new.minutes_now,
            days=_encode(new.days).decode(),
            detail=new.detail,
            state=new.state.value,
            decided_by=None,
            created_at=micros(new.created_at),
            version=new.version,
        )
        return int(self._tx.value(self._about, about=about))

    def get(self, id: int) -> Proposal:
        found = self._tx.one(self._get, tenant=self._tenant, id=id)
        if found is None:
            raise NotFound(f"정정 제안을 찾을 수 없습니다: {id}")
        return found.read()

    def page(self, state: ProposalState, before: int, many: int) -> list[Proposal]:
        """Newest first."""
        found = self._tx.all(self._page, tenant=self._tenant, state=state.value, before=before, many=many)
        return [row.read() for row in found]

    def decide(self, id: int, seen: int, state: ProposalState, by: int | None) -> None:
        """Refuses `StaleVersion` unless the stored version is the one seen."""
        moved = self._tx.run(self._decide, which=id, was=seen, now=state.value, who=by, next=seen + 1)
        if moved != 1:
            raise StaleVersion("다른 곳에서 먼저 바뀌었습니다. 다시 확인해 주세요.")
