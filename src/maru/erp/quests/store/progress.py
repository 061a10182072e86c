"""People's progress in a SQL database."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, insert, select, update

from maru.chassis.sql import Query, SqlTx, Statement, micros, moment
from maru.erp.quests.contract import AlreadyAccepted, InvalidState, Progress, ProgressState
from maru.erp.quests.store.tables import quest_progress, read, written

PARTICIPANTS = 5000


class _Progress(Struct):
    id: int
    quest_id: int
    employee_id: int
    status: ProgressState
    reason: str | None
    accepted_at: int
    completed_at: int | None
    approved_at: int | None
    decided_by: int | None
    decided_at: int | None
    claimed_at: int | None
    version: int

    def read(self) -> Progress:
        return Progress(
            id=self.id,
            quest_id=self.quest_id,
            employee_id=self.employee_id,
            status=self.status,
            reason=self.reason,
            accepted_at=moment(self.accepted_at),
            completed_at=read(self.completed_at),
            approved_at=read(self.approved_at),
            decided_by=self.decided_by,
            decided_at=read(self.decided_at),
            claimed_at=read(self.claimed_at),
            version=self.version,
        )


_progress = [quest_progress.c[name] for name in _Progress.__struct_fields__]


class Progresses:
    _of = Query(
        select(*_progress).where(
            quest_progress.c.quest_id == bindparam("quest_id"),
            quest_progress.c.employee_id == bindparam("employee_id"),
        ),
        _Progress,
    )
    _of_quests = Query(
        select(*_progress)
        .where(quest_progress.c.quest_id.in_(bindparam("ids", expanding=True)))
        .order_by(quest_progress.c.quest_id, quest_progress.c.id)
        .limit(PARTICIPANTS),
        _Progress,
    )
    _of_employee = Query(
        select(*_progress)
        .where(
            quest_progress.c.employee_id == bindparam("employee_id"),
            quest_progress.c.id < bindparam("before"),
        )
        .order_by(quest_progress.c.id.desc())
        .limit(bindparam("many")),
        _Progress,
    )
    _add = Statement(
        insert(quest_progress)
        .prefix_with("OR IGNORE", dialect="sqlite")
        .prefix_with("IGNORE", dialect="mysql")
        .values({c.name: bindparam(c.name) for c in quest_progress.columns if c.name != "id"})
    )
    _save = Statement(
        update(quest_progress)
        .where(
            quest_progress.c.id == bindparam("which"),
            quest_progress.c.status == bindparam("was"),
            quest_progress.c.version < bindparam("now"),
        )
        .values(
            status=bindparam("became"),
            reason=bindparam("said"),
            completed_at=bindparam("completed"),
            approved_at=bindparam("approved"),
            decided_by=bindparam("by"),
            decided_at=bindparam("decided"),
            claimed_at=bindparam("claimed"),
            version=bindparam("now"),
        )
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def of(self, quest_id: int, employee_id: int) -> Progress | None:
        found = self._tx.one(self._of, quest_id=quest_id, employee_id=employee_id)
        return found.read() if found else None

    def of_quests(self, ids: Sequence[int]) -> dict[int, list[Progress]]:
        """Everybody's, by quest, in the order in which they took it on."""
        found: dict[int, list[Progress]] = {id: [] for id in ids}
        for row in self._tx.all(self._of_quests, ids=list(ids)) if ids else ():
            found[row.quest_id].append(row.read())
        return found

    def of_employee(self, employee_id: int, before: int, many: int) -> list[Progress]:
        found = self._tx.all(self._of_employee, employee_id=employee_id, before=before, many=many)
        return [row.read() for row in found]

    def add(self, progress: Progress) -> Progress:
        """Refuses `AlreadyAccepted` if the person took this quest on before."""
        added = self._tx.run(
            self._add,
            quest_id=progress.quest_id,
            employee_id=progress.employee_id,
            status=progress.status,
            reason=progress.reason,
            accepted_at=micros(progress.accepted_at),
            completed_at=written(progress.completed_at),
            approved_at=written(progress.approved_at),
            decided_by=progress.decided_by,
            decided_at=written(progress.decided_at),
            claimed_at=written(progress.claimed_at),
            version=progress.version,
        )
        stored = self.of(progress.quest_id, progress.employee_id)
        if added != 1 or stored is None:
            raise AlreadyAccepted("이미 수락한 업무입니다.", questId=progress.quest_id)
        return stored

    def save(self, before: Progress, after: Progress) -> None:
        """Moves it from the state it was read in, and refuses `InvalidState` if somebody else did so first."""
        saved = self._tx.run(
            self._save,
            which=after.id,
            was=before.status,
            became=after.status,
            said=after.reason,
            completed=written(after.completed_at),
            approved=written(after.approved_at),
            by=after.decided_by,
            decided=written(after.decided_at),
            claimed=written(after.claimed_at),
            now=after.version,
        )
        if saved != 1:
            raise InvalidState("다른 곳에서 먼저 처리되었습니다. 다시 확인해 주세요.", questId=after.quest_id)
