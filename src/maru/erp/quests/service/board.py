"""What is on offer, what one takes part in, and how far everybody is: the heads see all, others their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from maru.chassis.problems import Denied
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.erp.employees.contract import Directory, no_employee
from maru.erp.quests.contract import Progress, Quest, QuestState
from maru.erp.quests.store.progress import Progresses
from maru.erp.quests.store.quests import Quests, unknown

NEWEST = 1 << 53


class Sight(Struct, frozen=True):
    """The departments whose quests somebody sees, and those of them that they head."""

    own: str
    managed: frozenset[str]


class Seen(Struct, frozen=True):
    """A quest with the progress that the reader may see, and the names of all who appear in it."""

    quest: Quest
    progress: Sequence[Progress]
    names: dict[int, str]
    manages: bool


@dataclass(frozen=True, slots=True)
class Board:
    store: Store[SqlTx]
    directory: Directory

    async def quests(self, tenant: str, by: int, before: int | None, many: int) -> list[Seen]:
        """Those of one's own department and of those one heads, newest first, without the deleted."""
        sight = await self._sight(tenant, by)
        departments = sorted(sight.managed | {sight.own})
        found = await self.store.scan(lambda tx: Quests(tx, tenant).of(departments, before or NEWEST, many))
        return await self._shown(tenant, by, sight, found)

    async def quest(self, tenant: str, by: int, id: int) -> Seen:
        """Unknown to whoever is neither of the department nor above it, and once deleted to all but the heads
        and the participants."""
        sight = await self._sight(tenant, by)
        quest = await self.store.read(lambda tx: Quests(tx, tenant).get(id))
        mine = await self.store.read(lambda tx: Progresses(tx).of(id, by))
        offered = quest.status is QuestState.AVAILABLE and quest.department == sight.own
        if not offered and quest.department not in sight.managed and mine is None:
            raise unknown(id)
        return (await self._shown(tenant, by, sight, [quest]))[0]

    async def available(self, tenant: str, by: int, before: int | None, many: int) -> list[Quest]:
        """Those of one's own department that one has not taken on."""
        own = (await self._sight(tenant, by)).own
        return await self.store.scan(lambda tx: Quests(tx, tenant).free(own, by, before or NEWEST, many))

    async def mine(self, tenant: str, by: int, before: int | None, many: int) -> list[tuple[Progress, Quest]]:
        """What one has taken on, the newest first, also of deleted quests."""

        def unit(tx: SqlTx) -> list[tuple[Progress, Quest]]:
            found = Progresses(tx).of_employee(by, before or NEWEST, many)
            quests = Quests(tx, tenant).these([each.quest_id for each in found])
            return [(each, quests[each.quest_id]) for each in found if each.quest_id in quests]

        return await self.store.scan(unit)

    async def created(self, tenant: str, by: int, before: int | None, many: int) -> list[Seen]:
        """What a head has put on offer; refused to whoever heads nothing."""
        sight = await self._sight(tenant, by)
        if not sight.managed:
            raise Denied("권한이 없습니다")
        found = await self.store.scan(lambda tx: Quests(tx, tenant).created_by(by, before or NEWEST, many))
        return await self._shown(tenant, by, sight, found)

    async def _sight(self, tenant: str, by: int) -> Sight:
        people = await self.directory.people(tenant, [by])
        if not people:
            raise no_employee(by)
        managed = await self.directory.managed_departments(tenant, by)
        return Sight(people[0].department, frozenset(each.name for each in managed))

    async def _shown(self, tenant: str, by: int, sight: Sight, quests: Sequence[Quest]) -> list[Seen]:
        everybody = await self.store.scan(lambda tx: Progresses(tx).of_quests([each.id for each in quests]))
        seen = {
            each.id: everybody[each.id]
            if each.department in sight.managed
            else [one for one in everybody[each.id] if one.employee_id == by]
            for each in quests
        }
        people = {each.created_by for each in quests}
        people |= {one.employee_id for several in seen.values() for one in several}
        names = await self._names(tenant, sorted(people))
        return [Seen(each, seen[each.id], names, manages=each.department in sight.managed) for each in quests]

    async def _names(self, tenant: str, ids: Sequence[int]) -> dict[int, str]:
        names: dict[int, str] = {}
        for start in range(0, len(ids), 1000):
            people = await self.directory.people(tenant, ids[start : start + 1000])
            names |= {person.id: person.name for person in people}
        return names
