"""Quests over HTTP: the older routes, with and without `/api`, and `/api/v2/erp/quests`."""

from collections.abc import Callable
from typing import Any

from maru.chassis.idempotency import Once
from maru.chassis.problems import Denied
from maru.chassis.web import Handler, IfMatch, Principal, Route, signed_in, unless_unknown
from maru.erp.quests import messages as shapes
from maru.erp.quests.contract import Claimed, Progress, ProgressState, Quest
from maru.erp.quests.service.board import Board, Seen
from maru.erp.quests.service.questing import Questing

V2 = "/api/v2/erp/quests"
NEWEST = 500


def routes(questing: Questing, board: Board) -> list[Route]:
    return [
        *classic_reads(board),
        *classic_commands(questing),
        *modern_reads(board),
        *modern_commands(questing, board),
    ]


def me(who: Principal, named: int | None = None) -> int:
    """The caller's employee number; an id that a message names in its place must be the same."""
    own = who.claims.get("employee_id")
    if not isinstance(own, int) or (named is not None and named != own):
        raise Denied("권한이 없습니다")
    return own


def answering(once: Once | None, answer: Callable[[Any], object]) -> Once | None:
    """The command's key, which keeps what the older clients are answered instead of what the use case returns."""
    if once is not None:
        encode = once.encode
        once.encode = lambda value: encode(answer(value))
    return once


def twice(table: list[tuple[str, str, Handler]]) -> list[Route]:
    return [
        Route(method=method, path=prefix + path, handler=handler, access=signed_in, hidden=not prefix)
        for prefix in ("/api", "")
        for method, path, handler in table
    ]


def classic_reads(board: Board) -> list[Route]:
    async def listed(who: Principal) -> list[shapes.ClassicQuest]:
        return [_classic(seen) for seen in await board.quests(who.tenant, me(who), None, NEWEST)]

    async def available(query: shapes.EmployeeQuery, who: Principal) -> list[shapes.Available]:
        own = me(who, query.employee_id)
        return [_available(quest) for quest in await board.available(who.tenant, own, None, NEWEST)]

    async def mine(query: shapes.EmployeeQuery, who: Principal) -> list[shapes.Mine]:
        found = await board.mine(who.tenant, me(who, query.employee_id), None, NEWEST)
        return [
            shapes.Mine(
                id=progress.id,
                quest_id=quest.id,
                title=quest.title,
                reward_days=quest.reward_days,
                status=progress.status,
            )
            for progress, quest in found
        ]

    async def created(query: shapes.ManagerQuery, who: Principal) -> list[shapes.Created]:
        own = me(who, query.manager_id)
        return [_created(seen) for seen in await board.created(who.tenant, own, None, NEWEST)]

    return twice(
        [
            ("GET", "/quests", listed),
            ("GET", "/quests/available", available),
            ("GET", "/quests/my-quests", mine),
            ("GET", "/quests/my-created", created),
        ]
    )


def classic_commands(questing: Questing) -> list[Route]:
    async def create(
        body: shapes.ClassicNewQuest, who: Principal, once: Once | None
    ) -> shapes.ClassicCreated:
        def answer(quest: Quest) -> shapes.ClassicCreated:
            return shapes.ClassicCreated(quest.id)

        own = me(who, body.created_by)
        return answer(
            await questing.create(
                who.tenant,
                own,
                body.title,
                body.description,
                body.reward_days,
                body.department,
                answering(once, answer),
            )
        )

    async def accept(id: int, body: shapes.ClassicAccept, who: Principal, once: Once | None) -> shapes.Said:
        said = shapes.Said("업무 수락 완료")
        await questing.accept(who.tenant, me(who, body.employee_id), id, answering(once, lambda _: said))
        return said

    async def complete(id: int, body: shapes.ClassicAccept, who: Principal, once: Once | None) -> shapes.Said:
        said = shapes.Said("완료 보고됨, 승인 대기 중")
        await questing.report(who.tenant, me(who, body.employee_id), id, answering(once, lambda _: said))
        return said

    async def claim(
        id: int, body: shapes.ClassicAccept, who: Principal, once: Once | None
    ) -> shapes.ClassicClaimed:
        def answer(claimed: Claimed) -> shapes.ClassicClaimed:
            return shapes.ClassicClaimed(claimed.new_leave_balance)

        own = me(who, body.employee_id)
        return answer(await questing.claim(who.tenant, own, id, answering(once, answer)))

    async def approve(
        id: int, body: shapes.ClassicDecision, who: Principal, once: Once | None
    ) -> shapes.Said:
        said = shapes.Said("승인 완료, 사원이 보상 받을 수 있습니다")
        own = me(who, body.manager_id)
        await questing.approve(who.tenant, own, id, body.employee_id, answering(once, lambda _: said))
        return said

    async def reject(id: int, body: shapes.ClassicDecision, who: Principal, once: Once | None) -> shapes.Said:
        said = shapes.Said("반려됨")
        own, kept = me(who, body.manager_id), answering(once, lambda _: said)
        reason = body.reason or "사유 없음"
        await questing.reject(who.tenant, own, id, body.employee_id, reason, kept)
        return said

    async def delete(id: int, who: Principal, once: Once | None) -> shapes.Said:
        said = shapes.Said("업무 삭제됨")
        kept = answering(once, lambda _: said)
        await questing.delete(who.tenant, me(who), id, hr="hr" in who.roles, once=kept)
        return said

    return twice(
        [
            ("POST", "/quests", create),
            ("POST", "/quests/{id}/accept", accept),
            ("POST", "/quests/{id}/complete", complete),
            ("POST", "/quests/{id}/claim", claim),
            ("PUT", "/quests/{id}/approve", approve),
            ("PUT", "/quests/{id}/reject", reject),
            ("DELETE", "/quests/{id}", delete),
        ]
    )


def modern_reads(board: Board) -> list[Route]:
    async def listed(query: shapes.PageQuery, who: Principal) -> shapes.QuestPage:
        found = await board.quests(who.tenant, me(who), query.cursor, query.limit + 1)
        return _page(found, query.limit)

    async def created(query: shapes.PageQuery, who: Principal) -> shapes.QuestPage:
        found = await board.created(who.tenant, me(who), query.cursor, query.limit + 1)
        return _page(found, query.limit)

    async def available(query: shapes.PageQuery, who: Principal) -> shapes.AvailablePage:
        found = await board.available(who.tenant, me(who), query.cursor, query.limit + 1)
        more = str(found[query.limit - 1].id) if len(found) > query.limit else None
        return shapes.AvailablePage(tuple(found[: query.limit]), more)

    async def mine(query: shapes.PageQuery, who: Principal) -> shapes.MinePage:
        found = await board.mine(who.tenant, me(who), query.cursor, query.limit + 1)
        more = str(found[query.limit - 1][0].id) if len(found) > query.limit else None
        return shapes.MinePage(tuple(_mine(*each) for each in found[: query.limit]), more)

    async def get(id: int, who: Principal) -> shapes.QuestView:
        return _view(await board.quest(who.tenant, me(who), id))

    table: list[tuple[str, Handler]] = [
        ("", listed),
        ("/available", available),
        ("/my-quests", mine),
        ("/my-created", created),
        ("/{id}", get),
    ]
    return [Route(method="GET", path=V2 + path, handler=handler, access=signed_in) for path, handler in table]


def modern_commands(questing: Questing, board: Board) -> list[Route]:
    async def look(id: int, who: Principal) -> None:
        if "hr" not in who.roles:
            await board.quest(who.tenant, me(who), id)

    async def create(body: shapes.NewQuest, who: Principal, once: Once) -> Quest:
        return await questing.create(
            who.tenant, me(who), body.title, body.description, body.reward_days, body.department, once
        )

    async def accept(id: int, who: Principal, once: Once) -> Progress:
        return await questing.accept(who.tenant, me(who), id, once)

    async def complete(id: int, who: Principal, once: Once) -> Progress:
        return await questing.report(who.tenant, me(who), id, once)

    async def claim(id: int, who: Principal, once: Once) -> Claimed:
        return await questing.claim(who.tenant, me(who), id, once)

    async def approve(
        id: int, body: shapes.Approval, who: Principal, if_match: IfMatch, once: Once | None
    ) -> Progress:
        return await questing.approve(who.tenant, me(who), id, body.employee_id, once, if_match)

    async def reject(
        id: int, body: shapes.Rejection, who: Principal, if_match: IfMatch, once: Once | None
    ) -> Progress:
        return await questing.reject(who.tenant, me(who), id, body.employee_id, body.reason, once, if_match)

    async def delete(id: int, who: Principal, if_match: IfMatch, once: Once | None) -> None:
        hr = "hr" in who.roles
        await questing.delete(who.tenant, me(who), id, hr=hr, once=once, seen=if_match)

    table: list[tuple[str, str, Handler, int]] = [
        ("POST", "", create, 201),
        ("POST", "/{id}/accept", accept, 200),
        ("POST", "/{id}/complete", complete, 200),
        ("POST", "/{id}/claim", claim, 200),
        ("PUT", "/{id}/approve", approve, 200),
        ("PUT", "/{id}/reject", reject, 200),
        ("DELETE", "/{id}", delete, 200),
    ]
    return [
        unless_unknown(
            Route(method=method, path=V2 + path, handler=handler, access=signed_in, status=status), look
        )
        for method, path, handler, status in table
    ]


def _classic(seen: Seen) -> shapes.ClassicQuest:
    quest = seen.quest
    return shapes.ClassicQuest(
        id=quest.id,
        title=quest.title,
        description=quest.description,
        reward_days=quest.reward_days,
        department=quest.department,
        created_by=quest.created_by,
        created_by_name=seen.names.get(quest.created_by),
        status=quest.status,
        progress_list=[
            shapes.Participant(
                id=each.id,
                employee_id=each.employee_id,
                employee_name=seen.names.get(each.employee_id, ""),
                status=each.status,
            )
            for each in seen.progress
        ],
    )


def _available(quest: Quest) -> shapes.Available:
    return shapes.Available(
        id=quest.id,
        title=quest.title,
        description=quest.description,
        reward_days=quest.reward_days,
        status=quest.status,
    )


def _created(seen: Seen) -> shapes.Created:
    waits = any(each.status is ProgressState.WAITING_APPROVAL for each in seen.progress)
    names = ", ".join(seen.names.get(each.employee_id, "") for each in seen.progress)
    return shapes.Created(
        id=seen.quest.id,
        title=seen.quest.title,
        accepted_by=names or None,
        status=shapes.CreatedState.WAITING_APPROVAL if waits else shapes.CreatedState.AVAILABLE,
        reward_days=seen.quest.reward_days,
    )


def _mine(progress: Progress, quest: Quest) -> shapes.MineView:
    return shapes.MineView(
        id=progress.id,
        quest_id=quest.id,
        title=quest.title,
        description=quest.description,
        reward_days=quest.reward_days,
        department=quest.department,
        status=progress.status,
        reason=progress.reason,
        version=progress.version,
    )


def _view(seen: Seen) -> shapes.QuestView:
    quest = seen.quest
    return shapes.QuestView(
        id=quest.id,
        title=quest.title,
        description=quest.description,
        reward_days=quest.reward_days,
        department=quest.department,
        created_by=quest.created_by,
        created_by_name=seen.names.get(quest.created_by),
        status=quest.status,
        created_at=quest.created_at,
        progress_list=tuple(
            shapes.ProgressView(
                id=each.id,
                employee_id=each.employee_id,
                employee_name=seen.names.get(each.employee_id, ""),
                status=each.status,
                reason=each.reason,
                accepted_at=each.accepted_at,
                completed_at=each.completed_at,
                approved_at=each.approved_at,
                claimed_at=each.claimed_at,
                version=each.version,
            )
            for each in seen.progress
        ),
        manages=seen.manages,
        version=quest.version,
    )


def _page(found: list[Seen], limit: int) -> shapes.QuestPage:
    more = str(found[limit - 1].quest.id) if len(found) > limit else None
    return shapes.QuestPage(tuple(_view(seen) for seen in found[:limit]), more)
