"""What documents do to leave: the worked examples, and every event again, late, or out of turn."""

import asyncio
from functools import partial
from typing import Any

import pytest

from maru.chassis.bus import Inbox
from maru.chassis.events import envelope
from maru.chassis.ids import uuid7
from maru.chassis.problems import DeadlineExceeded
from maru.erp.approvals.contract import Approved, DocumentState, Rejected, Submitted
from maru.erp.leave.contract import InvalidState
from maru.erp.leave.domain.account import Policy
from tests.erp.leave.house import V2, House, housed
from tests.erp.office import HR, MINA

ENGINES = pytest.mark.parametrize("house", ["sqlite", "mysql"], indirect=True)
FRIDAY, THURSDAY = "2026-11-06", "2026-11-05"
TIMED_OUT = DeadlineExceeded("처리 시간이 초과되었습니다.")
REASON = {"step_id": "s1", "approver": 3, "actor_name": "지우"}


@ENGINES
async def test_w1_a_submitted_leave_is_reserved_and_an_approved_one_settles(house: House) -> None:
    await house.employ(MINA)
    before = await house.remaining(MINA)
    asked = await house.ask(MINA, FRIDAY)
    await house.submitted(asked["documentId"])

    assert await house.remaining(MINA) == before - 1
    assert (await house.lines(MINA))[-1] == ("RESERVE", -1.0)

    await house.approved(asked["documentId"])

    assert (await house.lines(MINA))[-2:] == [("RELEASE", 1.0), ("USE", -1.0)]
    assert await house.remaining(MINA) == before - 1
    told = await house.office.events("reserved", "settled")
    assert [kind for kind, _ in told] == ["reserved", "settled"]
    assert [line["kind"] for line in told[-1][1]["lines"]] == ["RELEASE", "USE"]
    assert all(line["id"] > 0 and line["explanation"] for line in told[-1][1]["lines"])


@ENGINES
async def test_w3_of_approval_and_recall_the_one_that_won_is_in_effect(house: House) -> None:
    await house.employ(MINA)
    won, lost = await house.ask(MINA, THURSDAY), await house.ask(MINA, FRIDAY)
    await house.approved(won["documentId"])
    await house.recalled(lost["documentId"])

    with pytest.raises(InvalidState):
        await house.recalled(won["documentId"])
    with pytest.raises(InvalidState):
        await house.approved(lost["documentId"])
    assert await house.remaining(MINA) == 14
    assert [kind for kind, _ in await house.office.events("settled", "released")] == ["settled", "released"]


@ENGINES
async def test_w16_an_approved_cancellation_voids_the_leave_and_gives_its_day_to_the_same_grant(
    house: House,
) -> None:
    await house.employ(MINA)
    asked = await house.settled(MINA, FRIDAY)
    cancel = await house.office.done(
        "POST", f"{V2}/leave/requests/{asked['id']}/cancel-document", MINA, {"reason": "일정 변경"}
    )
    paper = house.papers.papers[cancel["documentId"]]
    await house.approved(cancel["documentId"], cancels=paper.cancels)
    await house.voided(asked["documentId"], by=cancel["documentId"])

    assert paper.cancels == asked["documentId"]
    page = (await house.office.get(f"{V2}/leave/ledger", MINA))["items"]
    cancelled, used = page[0], next(line for line in page if line["kind"] == "USE")
    assert (cancelled["kind"], cancelled["minutes"]) == ("CANCEL", 480)
    assert cancelled["grantId"] == used["grantId"]
    assert await house.remaining(MINA) == 15
    days = (await house.office.get(f"{V2}/leave/calendar", MINA, **{"from": FRIDAY, "to": FRIDAY}))["days"]
    assert days[0]["absences"] == []
    assert [kind for kind, _ in await house.office.events("cancelled")] == ["cancelled"]


async def test_cancel_at_negative_balance(tmp_path: Any) -> None:
    async with housed(tmp_path, policy=Policy(advance_minutes=5 * 480)) as house:
        await house.employ(MINA)
        asked = await house.settled(MINA, "2026-11-23", "2026-12-11")
        await house.settled(MINA, "2026-12-14", "2026-12-16")
        assert await house.remaining(MINA) == -3
        cancel = await house.office.done(
            "POST", f"{V2}/leave/requests/{asked['id']}/cancel-document", MINA, {"reason": "일정 변경"}
        )
        await house.approved(cancel["documentId"], cancels=asked["documentId"])
        await house.voided(asked["documentId"], by=cancel["documentId"])

        assert await house.remaining(MINA) == 12
        assert await house.broken() == []


async def test_some_days_of_a_leave_are_cancelled_by_their_own_document(house: House) -> None:
    await house.employ(MINA)
    asked = await house.settled(MINA, "2026-11-09", "2026-11-11")
    path = f"{V2}/leave/requests/{asked['id']}/cancel-document"
    cancel = await house.office.done("POST", path, MINA, {"reason": "단축", "dates": ["2026-11-11"]})
    second = await house.office.call("POST", path, MINA, {"reason": "단축", "dates": ["2026-11-10"]})

    assert house.papers.papers[cancel["documentId"]].cancels is None
    assert (second.status_code, second.json()["code"]) == (409, "overlapping-leave")

    await house.submitted(cancel["documentId"])
    await house.approved(cancel["documentId"])
    await house.approved(cancel["documentId"])

    kept = await house.office.get(f"{V2}/leave/requests/{asked['id']}", MINA)
    assert (kept["state"], kept["days"]) == ("SETTLED", 2.0)
    assert [day["date"] for day in kept["counted"]] == ["2026-11-09", "2026-11-10"]
    assert await house.remaining(MINA) == 13
    again = await house.office.call("POST", path, MINA, {"reason": "모두 취소"})
    assert again.status_code == 201


async def test_a_rejected_cancellation_leaves_the_leave_and_may_be_asked_again(house: House) -> None:
    await house.employ(MINA)
    asked = await house.settled(MINA, FRIDAY)
    path = f"{V2}/leave/requests/{asked['id']}/cancel-document"
    cancel = await house.office.done("POST", path, MINA, {"reason": "일정 변경"})
    await house.submitted(cancel["documentId"])
    await house.rejected(cancel["documentId"])

    assert (await house.office.get(f"{V2}/leave/requests/{asked['id']}", MINA))["state"] == "SETTLED"
    assert (await house.office.call("POST", path, MINA, {"reason": "다시"})).status_code == 201


async def test_past_days_only_hr_cancels(house: House) -> None:
    await house.employ(MINA)
    asked = await house.settled(MINA, THURSDAY, FRIDAY)
    house.office.at("2026-11-06T09:00+09:00")
    path = f"{V2}/leave/requests/{asked['id']}/cancel-document"
    refused = await house.office.call("POST", path, MINA, {"reason": "출근함"})
    rest = await house.office.call("POST", path, MINA, {"reason": "출근함", "dates": [FRIDAY]})

    assert (refused.status_code, refused.json()["code"]) == (403, "denied")
    assert rest.status_code == 201
    house.office.at("2026-11-09T09:00+09:00")
    await house.approved(rest.json()["documentId"])
    assert await house.remaining(MINA) == 14, "decided by its line after the day: it comes back all the same"
    by_hr = await house.office.call("POST", path, HR, {"reason": "기록 정정", "dates": [THURSDAY]})
    assert by_hr.status_code == 201


@pytest.mark.parametrize("move", [Submitted, Approved])
@ENGINES
async def test_an_event_delivered_twice_is_in_effect_once(house: House, move: type[Any]) -> None:
    await house.employ(MINA)
    asked = await house.ask(MINA, FRIDAY)
    told = house.papers.told(move, asked["documentId"], house.office.moment)
    body = envelope(told, uuid7(), "test", None)
    consumer = next(c for c in house.office.parts.consumers if c.name == "erp.leave.approvals")
    inbox = Inbox(house.office.store, consumer, lambda: house.office.moment)
    deliveries = [house.office.store.write(partial(inbox.effect, body=body)) for _ in range(8)]
    await asyncio.gather(*deliveries)
    once = await house.lines(MINA)
    await house.office.hear(
        told
    )  # the same fact under another id, as a redrive of an older copy would bring it

    assert await house.lines(MINA) == once
    assert [kind for kind, _ in once].count("USE") == (1 if move is Approved else 0)
    assert await house.broken() == []


async def test_an_effect_that_dies_before_its_commit_is_made_by_the_next_delivery(house: House) -> None:
    await house.employ(MINA)
    asked = await house.ask(MINA, FRIDAY)
    body = envelope(
        house.papers.told(Approved, asked["documentId"], house.office.moment), uuid7(), "test", None
    )
    consumer = next(c for c in house.office.parts.consumers if c.name == "erp.leave.approvals")
    inbox = Inbox(house.office.store, consumer, lambda: house.office.moment)

    def dies(tx: Any) -> None:
        inbox.effect(tx, body)
        raise ConnectionResetError

    before = await house.lines(MINA)
    with pytest.raises(ConnectionResetError):
        await house.office.store.write(dies)
    assert await house.lines(MINA) == before

    await house.office.store.write(partial(inbox.effect, body=body))
    assert (await house.lines(MINA))[-1] == ("USE", -1.0)


async def test_an_approval_whose_submission_was_never_heard_settles_all_the_same(house: House) -> None:
    await house.employ(MINA)
    house.papers.loses_the_answer = TIMED_OUT
    refused = await house.office.call(
        "POST", f"{V2}/leave/requests", MINA, {"startDate": FRIDAY, "endDate": FRIDAY}
    )
    (document,) = house.papers.papers
    await house.approved(document)

    assert refused.status_code == 504
    assert [kind for kind, _ in await house.lines(MINA)][-3:] == ["RESERVE", "RELEASE", "USE"]


async def test_a_hold_that_lapsed_is_reserved_anew_when_its_document_was_submitted_after_all(
    house: House,
) -> None:
    await house.employ(MINA)
    house.papers.loses_the_answer = TIMED_OUT
    await house.office.call("POST", f"{V2}/leave/requests", MINA, {"startDate": FRIDAY, "endDate": FRIDAY})
    (document,) = house.papers.papers
    house.papers.states[document] = DocumentState.DRAFT
    house.office.at("2026-11-02T09:11+09:00")
    assert await house.run("erp.leave.holds") == "1 holds"
    assert await house.remaining(MINA) == 15

    await house.submitted(document)

    assert await house.remaining(MINA) == 14
    await house.rejected(document)
    assert await house.remaining(MINA) == 15


async def test_events_of_other_documents_pass_by(house: House) -> None:
    await house.employ(MINA)
    before = len(await house.office.events())
    for what, more in ((Submitted, {}), (Approved, {}), (Rejected, REASON)):
        await house.office.hear(house.papers.told(what, "unknown", house.office.moment, **more))

    assert len(await house.office.events()) == before
