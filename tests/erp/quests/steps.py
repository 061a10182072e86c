"""The steps of a quest, as the older clients send them."""

from typing import Any

from tests.erp.office import LEAD, MINA, Office

V2 = "/api/v2/erp/quests"
NEW: dict[str, Any] = {
    "title": "배포 절차 문서화",
    "description": "처음 보는 사람도 따라 할 수 있게",
    "rewardDays": 1.5,
    "department": "DEVELOPMENT",
}


async def offer(office: Office, by: int = LEAD, **more: Any) -> int:
    made = await office.done("POST", "/api/quests", by, {**NEW, **more})
    return int(made["id"])


async def accept(office: Office, id: int, by: int = MINA) -> Any:
    return await office.done("POST", f"/api/quests/{id}/accept", by, {"employeeId": by})


async def report(office: Office, id: int, by: int = MINA) -> Any:
    return await office.done("POST", f"/api/quests/{id}/complete", by)


async def approve(office: Office, id: int, person: int = MINA, by: int = LEAD) -> Any:
    return await office.done("PUT", f"/api/quests/{id}/approve", by, {"managerId": by, "employeeId": person})


async def reported(office: Office, *people: int) -> int:
    """A quest that these people have reported done."""
    id = await offer(office)
    for person in people or (MINA,):
        await accept(office, id, person)
        await report(office, id, person)
    return id


async def progress_of(office: Office, id: int, person: int, by: int = LEAD) -> dict[str, Any]:
    quest = await office.get(f"{V2}/{id}", by)
    found: dict[str, Any] = next(each for each in quest["progressList"] if each["employeeId"] == person)
    return found
