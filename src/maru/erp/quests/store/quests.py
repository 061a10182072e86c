"""Quests in a SQL database."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import and_, bindparam, insert, or_, select, update

from maru.chassis.problems import NotFound
from maru.chassis.sql import Query, SqlTx, Statement, micros, moment
from maru.erp.quests.contract import InvalidState, ProgressState, Quest, QuestState
from maru.erp.quests.store.tables import quest_progress, quests


class _Quest(Struct):
    id: int
    title: str
    description: str
    reward_days: float
    department: str
    created_by: int
    status: QuestState
    created_at: int
    version: int

    def read(self) -> Quest:
        return Quest(
            id=self.id,
            title=self.title,
            description=self.description,
            reward_days=self.reward_days,
            department=self.department,
            created_by=self.created_by,
            status=self.status,
            created_at=moment(self.created_at),
            version=self.version,
        )


_quest = [quests.c[name] for name in _Quest.__struct_fields__]
_known = and_(quests.c.id == bindparam("id"), quests.c.tenant == bindparam("tenant"))
_open = and_(
    quests.c.tenant == bindparam("tenant"),
    quests.c.status == QuestState.AVAILABLE.value,
    quests.c.id < bindparam("before"),
)


class Quests:
    _get = Query(select(*_quest).where(_known), _Quest)
    _turn = Statement(
        update(quests)
        .where(quests.c.id == bindparam("which"), quests.c.tenant == bindparam("where"))
        .values(version=quests.c.version + 1)
    )
    _by_ref = Query(select(*_quest).where(quests.c.ref == bindparam("ref")), _Quest)
    _of = Query(
        select(*_quest)
        .where(quests.c.department.in_(bindparam("departments", expanding=True)), _open)
        .order_by(quests.c.id.desc())
        .limit(bindparam("many")),
        _Quest,
    )
    _free = Query(
        select(*_quest)
        .where(
            quests.c.department == bindparam("department"),
            _open,
            ~select(quest_progress.c.id)
            .where(
                quest_progress.c.quest_id == quests.c.id,
                quest_progress.c.employee_id == bindparam("employee_id"),
            )
            .exists(),
        )
        .order_by(quests.c.id.desc())
        .limit(bindparam("many")),
        _Quest,
    )
    _created_by = Query(
        select(*_quest)
        .where(
            quests.c.created_by == bindparam("created_by"),
            quests.c.tenant == bindparam("tenant"),
            quests.c.id < bindparam("before"),
            or_(
                quests.c.status == QuestState.AVAILABLE.value,
                select(quest_progress.c.id)
                .where(
                    quest_progress.c.quest_id == quests.c.id,
                    quest_progress.c.status == ProgressState.WAITING_APPROVAL.value,
                )
                .exists(),
            ),
        )
        .order_by(quests.c.id.desc())
        .limit(bindparam("many")),
        _Quest,
    )
    _these = Query(
        select(*_quest).where(
            quests.c.tenant == bindparam("tenant"), quests.c.id.in_(bindparam("ids", expanding=True))
        ),
        _Quest,
    )
    _add = Statement(
        insert(quests).values({c.name: bindparam(c.name) for c in quests.columns if c.name != "id"})
    )
    _save = Statement(
        update(quests)
        .where(quests.c.id == bindparam("which"), quests.c.version == bindparam("was"))
        .values(status=bindparam("became"))
    )

    def __init__(self, tx: SqlTx, tenant: str) -> None:
        self._tx, self._tenant = tx, tenant

    def get(self, id: int) -> Quest:
        found = self._tx.one(self._get, id=id, tenant=self._tenant)
        if found is None:
            raise unknown(id)
        return found.read()

    def turn(self, id: int) -> Quest:
        """The quest with its next version; until this unit commits no other one moves anything of it."""
        self._tx.run(self._turn, which=id, where=self._tenant)
        return self.get(id)

    def of(self, departments: Sequence[str], before: int, many: int) -> list[Quest]:
        """Those on offer, newest first."""
        given = {"departments": list(departments)}
        found = self._tx.all(self._of, tenant=self._tenant, before=before, many=many, **given)
        return [row.read() for row in found]

    def free(self, department: str, employee_id: int, before: int, many: int) -> list[Quest]:
        """Those on offer that the person has not taken on, newest first."""
        found = self._tx.all(
            self._free,
            tenant=self._tenant,
            department=department,
            employee_id=employee_id,
            before=before,
            many=many,
        )
        return [row.read() for row in found]

    def created_by(self, employee_id: int, before: int, many: int) -> list[Quest]:
        """Those on offer, and deleted ones in which somebody's report still waits; newest first."""
        found = self._tx.all(
            self._created_by, tenant=self._tenant, created_by=employee_id, before=before, many=many
        )
        return [row.read() for row in found]

    def these(self, ids: Sequence[int]) -> dict[int, Quest]:
        if not ids:
            return {}
        return {row.id: row.read() for row in self._tx.all(self._these, tenant=self._tenant, ids=list(ids))}

    def add(self, quest: Quest, ref: str) -> Quest:
        self._tx.run(
            self._add,
            ref=ref,
            tenant=self._tenant,
            title=quest.title,
            description=quest.description,
            reward_days=quest.reward_days,
            department=quest.department,
            created_by=quest.created_by,
            status=quest.status,
            created_at=micros(quest.created_at),
            version=quest.version,
        )
        stored = self._tx.one(self._by_ref, ref=ref)
        assert stored is not None
        return stored.read()

    def save(self, quest: Quest) -> None:
        """Refuses `InvalidState` unless `turn` gave this version in this unit."""
        if self._tx.run(self._save, which=quest.id, was=quest.version, became=quest.status) != 1:
            raise InvalidState("다른 곳에서 먼저 바뀌었습니다. 다시 확인해 주세요.", questId=quest.id)


def unknown(id: int) -> NotFound:
    return NotFound(f"Quest not found: {id}", questId=id)
