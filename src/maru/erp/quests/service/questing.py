"""Offering, accepting, reporting, deciding, claiming. This is what the contract's `Quests` offers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maru.chassis.audit import AuditLog, Line
from maru.chassis.idempotency import Once
from maru.chassis.problems import Denied, StaleVersion
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.erp.employees.contract import Directory, no_employee
from maru.erp.leave.contract import Leave
from maru.erp.quests import domain
from maru.erp.quests.contract import (
    Claimed,
    InvalidState,
    NotApproved,
    Progress,
    ProgressState,
    Quest,
    QuestAccepted,
    QuestApproved,
    QuestClaimed,
    QuestCreated,
    QuestDeleted,
    QuestEvent,
    QuestRejected,
    QuestReported,
    SelfApproval,
)
from maru.erp.quests.domain import QuestMove
from maru.erp.quests.store.progress import Progresses
from maru.erp.quests.store.quests import Quests


@dataclass(frozen=True, slots=True)
class Questing:
    store: Store[SqlTx]
    directory: Directory
    leave: Leave
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def create(
        self,
        tenant: str,
        by: int,
        title: str | None,
        description: str | None,
        reward_days: float | None,
        department: str | None,
        once: Once | None = None,
    ) -> Quest:
        """By a head, for a department they head or one below it."""
        now, ref = self.now(), self.new_id()
        await self._heads(tenant, by, department)
        quest = domain.offered(title, description, reward_days, department or "", by=by, now=now)

        def unit(tx: SqlTx) -> Quest:
            added = Quests(tx, tenant).add(quest, ref)
            _tell(tx, tenant, added, QuestCreated, by=by, now=now)
            return added

        return await self.store.write(unit, once)

    async def accept(self, tenant: str, by: int, quest_id: int, once: Once | None = None) -> Progress:
        """By people of the quest's own department, each once."""
        now = self.now()
        quest = await self.store.read(lambda tx: Quests(tx, tenant).get(quest_id))
        people = await self.directory.people(tenant, [by])
        if not people:
            raise no_employee(by)
        if people[0].department != quest.department or not people[0].active:
            raise Denied("권한이 없습니다")

        def unit(tx: SqlTx) -> Progress:
            quest = domain.quest_after(Quests(tx, tenant).turn(quest_id), QuestMove.ACCEPT)
            begun = Progress(quest_id=quest_id, employee_id=by, accepted_at=now, version=quest.version)
            progress = Progresses(tx).add(begun)
            _tell(tx, tenant, quest, QuestAccepted, by=by, now=now, employee_id=by)
            return progress

        return await self.store.write(unit, once)

    async def report(self, tenant: str, by: int, quest_id: int, once: Once | None = None) -> Progress:
        """Done, as the person says; whoever left the department or the quest behind may still finish it."""
        now = self.now()

        def unit(tx: SqlTx) -> Progress:
            quest, before = Quests(tx, tenant).turn(quest_id), Progresses(tx).of(quest_id, by)
            if before is None:
                raise InvalidState("수락하지 않은 업무입니다.", questId=quest_id)
            after = domain.reported(before, quest.version, now)
            return _moved(tx, tenant, quest, before, after, QuestReported, by=by, now=now)

        return await self.store.write(unit, once)

    async def approve(
        self,
        tenant: str,
        by: int,
        quest_id: int,
        employee_id: int | None,
        once: Once | None = None,
        seen: int | None = None,
    ) -> Progress:
        """By a head of the quest's department, for somebody else. With `seen`, only what has not changed since."""
        now = self.now()
        await self._decider(tenant, by, quest_id)

        def unit(tx: SqlTx) -> Progress:
            quest, before = _waiting(tx, tenant, quest_id, employee_id, by)
            after = domain.approved(before, quest.version, by=by, now=now)
            _unchanged(quest, before, seen)
            return _moved(tx, tenant, quest, before, after, QuestApproved, by=by, now=now)

        return await self.store.write(unit, once)

    async def reject(
        self,
        tenant: str,
        by: int,
        quest_id: int,
        employee_id: int | None,
        reason: str | None,
        once: Once | None = None,
        seen: int | None = None,
    ) -> Progress:
        """As `approve`, with a reason that the person reads."""
        now = self.now()
        await self._decider(tenant, by, quest_id)

        def unit(tx: SqlTx) -> Progress:
            quest, before = _waiting(tx, tenant, quest_id, employee_id, by)
            after = domain.rejected(before, quest.version, by=by, reason=reason, now=now)
            _unchanged(quest, before, seen)
            facts = {"reason": after.reason}
            return _moved(tx, tenant, quest, before, after, QuestRejected, by=by, now=now, **facts)

        return await self.store.write(unit, once)

    async def claim(self, tenant: str, by: int, quest_id: int, once: Once | None = None) -> Claimed:
        """The reward, once; leave grants it by the event.

        The balance is asked before, and the reward is added to it: asked afterwards it may or may not hold the
        grant. While leave cannot be reached nothing is claimed, and the claim may be repeated.
        """
        now = self.now()
        balance = (await self.leave.balance(tenant, by)).remaining

        def unit(tx: SqlTx) -> Claimed:
            quest, before = Quests(tx, tenant).turn(quest_id), Progresses(tx).of(quest_id, by)
            if before is None:
                raise NotApproved("아직 승인되지 않았습니다", questId=quest_id)
            after = domain.claimed(before, quest.version, now)
            _moved(tx, tenant, quest, before, after, QuestClaimed, by=by, now=now)
            return Claimed(
                progress=after,
                reward_days=quest.reward_days,
                new_leave_balance=balance + quest.reward_days,
                version=quest.version,
            )

        return await self.store.write(unit, once)

    async def delete(
        self,
        tenant: str,
        by: int,
        quest_id: int,
        *,
        hr: bool,
        once: Once | None = None,
        seen: int | None = None,
    ) -> None:
        """By the head who made it, or HR. Nobody can take it on any more; who already did may finish."""
        now = self.now()
        quest = await self.store.read(lambda tx: Quests(tx, tenant).get(quest_id))
        if not hr:
            await self._heads(tenant, by, quest.department)
            if quest.created_by != by:
                raise Denied("권한이 없습니다")

        def unit(tx: SqlTx) -> None:
            quests = Quests(tx, tenant)
            quest = quests.turn(quest_id)
            deleted = domain.quest_after(quest, QuestMove.DELETE)
            if seen is not None and seen != quest.version - 1:
                raise _stale(quest)
            quests.save(deleted)
            _tell(tx, tenant, deleted, QuestDeleted, by=by, now=now)

        await self.store.write(unit, once)

    async def _heads(self, tenant: str, by: int, department: str | None) -> None:
        managed = await self.directory.managed_departments(tenant, by)
        if department not in [each.name for each in managed]:
            raise Denied("권한이 없습니다")

    async def _decider(self, tenant: str, by: int, quest_id: int) -> None:
        quest = await self.store.read(lambda tx: Quests(tx, tenant).get(quest_id))
        await self._heads(tenant, by, quest.department)


def _waiting(
    tx: SqlTx, tenant: str, quest_id: int, employee_id: int | None, by: int
) -> tuple[Quest, Progress]:
    """The quest, locked, and the report that the decision is about."""
    quest = Quests(tx, tenant).turn(quest_id)
    progresses = Progresses(tx)
    named = None if employee_id is None else progresses.of(quest_id, employee_id)
    waiting = [
        each
        for each in progresses.of_quests([quest_id])[quest_id]
        if each.status is ProgressState.WAITING_APPROVAL
    ]
    progress = domain.meant(waiting, named, employee_id)
    if progress.employee_id == by:
        raise SelfApproval("본인의 업무는 결정할 수 없습니다.")
    return quest, progress


def _unchanged(quest: Quest, progress: Progress, seen: int | None) -> None:
    """A decision rests on what its maker saw: others may have moved meanwhile, this person may not."""
    if seen is not None and not progress.version <= seen < quest.version:
        raise _stale(quest)


def _stale(quest: Quest) -> StaleVersion:
    return StaleVersion("다른 곳에서 먼저 바뀌었습니다. 다시 확인해 주세요.", version=quest.version - 1)


def _moved(
    tx: SqlTx,
    tenant: str,
    quest: Quest,
    before: Progress,
    after: Progress,
    fact: type[QuestEvent],
    *,
    by: int,
    now: datetime,
    **facts: Any,
) -> Progress:
    Progresses(tx).save(before, after)
    _tell(tx, tenant, quest, fact, by=by, now=now, employee_id=after.employee_id, **facts)
    return after


def _tell(
    tx: SqlTx, tenant: str, quest: Quest, fact: type[QuestEvent], *, by: int, now: datetime, **facts: Any
) -> None:
    tx.emit(
        fact(
            tenant=tenant,
            at=now,
            actor=by,
            quest_id=quest.id,
            quest_version=quest.version,
            title=quest.title,
            reward_days=quest.reward_days,
            department=quest.department,
            created_by=quest.created_by,
            **facts,
        )
    )
    AuditLog(tx).add(
        Line(
            tenant=tenant,
            at=now,
            action=f"quest.{fact.__struct_config__.tag}",
            subject=f"quest:{quest.id}",
            actor=by,
            detail=dict(facts),
        )
    )
