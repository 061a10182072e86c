"""`maru audit` finds what does not follow from the papers."""

import pytest
from sqlalchemy import delete, update

from maru.chassis.sql import Statement
from maru.erp.approvals.store import tables as t
from maru.erp.approvals.store.invariants import boxes_tell_the_papers, numbers_have_no_gaps
from tests.erp.approvals.desk import V2, decided, drafted, sent
from tests.erp.office import CHIEF, LEAD, MINA, SELLER, Office


async def test_they_hold_after_papers_of_every_kind(either: Office) -> None:
    await drafted(either)
    made = await sent(either, LEAD, CHIEF)
    await decided(either, (await decided(either, made, LEAD)).json(), CHIEF)
    await decided(either, await sent(either, LEAD), LEAD, "REJECT", comment="다시")
    await decided(either, await sent(either, LEAD), LEAD, "HOLD", comment="확인")

    assert await either.store.scan(boxes_tell_the_papers) is None
    assert await either.store.scan(numbers_have_no_gaps) is None


@pytest.mark.parametrize(
    "damage",
    [
        delete(t.entries).where(t.entries.c.box == "waiting"),
        update(t.entries).where(t.entries.c.box == "waiting").values(sort_at=1),
        delete(t.readers).where(t.readers.c.key == f"e:{MINA}"),
        update(t.documents).values(state="APPROVED"),
    ],
)
async def test_a_row_that_does_not_follow_from_its_paper_is_named(office: Office, damage: object) -> None:
    made = await sent(office, LEAD)
    await office.store.write(lambda tx: tx.run(Statement(damage)))  # type: ignore[arg-type]

    assert made["id"] in (await office.store.scan(boxes_tell_the_papers) or "")


async def test_a_number_that_is_gone_is_missed(office: Office) -> None:
    await decided(office, await sent(office, LEAD), LEAD)
    await office.store.write(lambda tx: tx.run(Statement(delete(t.documents))))

    assert "stands at 1, and 0 numbers" in (await office.store.scan(numbers_have_no_gaps) or "")


async def test_readers_see_what_was_recorded_of_a_paper(office: Office) -> None:
    made = await sent(office, LEAD)
    await decided(office, made, LEAD)
    path = f"{V2}/documents/{made['id']}/audit"

    actions = [line["action"] for line in (await office.get(path, MINA))["items"]]
    assert actions == ["approval.draft", "approval.line", "approval.submit", "approval.approve"]
    assert (await office.call("GET", path, SELLER)).status_code == 404
