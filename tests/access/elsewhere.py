"""A second organisation in the same stores; whoever belongs to the first never sees a trace of it."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from maru.chassis.settings import Settings
from maru.chassis.web import Principal
from maru.demo.door import Door
from maru.main import build

TENANT: Final = "elsewhere"
MARK: Final = "타사비밀"  # stands in every text of theirs
V2: Final = "/api/v2/erp"


@dataclass
class Elsewhere:
    """`ids` are theirs, by the name of the path parameter's resource."""

    folder: Path
    ids: dict[str, Any] = field(default_factory=dict)


def settled(folder: Path) -> Elsewhere:
    made = Elsewhere(folder)
    asyncio.run(_settle(made))
    return made


async def _settle(made: Elsewhere) -> None:
    suite = build(Settings(data=str(made.folder)))
    await suite.process.start()
    door = Door(suite.routes)
    maker = Principal("their-hr", frozenset({"staff", "hr", "admin"}), TENANT, None, {"employee_id": 0})
    ask: dict[str, Any] = {"name": "DEVELOPMENT", "korean": MARK, "english": MARK}
    department = await door.call("POST", f"{V2}/departments", maker, ask)
    people = []
    for n in range(3):
        ask = {
            "name": f"{MARK}{n}",
            "departmentId": department["id"],
            "position": "사원",
            "hireDate": "2024-01-02",
        }
        people.append((await door.call("POST", f"{V2}/employees", maker, ask))["id"])
    await door.call("PATCH", f"{V2}/departments/{department['id']}", maker, {"headId": people[0]}, version=1)
    await suite.bus.drain()
    head, worker = (_one(people[0], "staff", "manager"), _one(people[1], "staff"))
    hr = _one(people[2], "staff", "hr", "admin")
    ask = {"formId": "general", "title": MARK, "content": MARK, "grade": "C"}
    paper = await door.call("POST", f"{V2}/documents", worker, ask)
    path = f"{V2}/documents/{paper['id']}"
    paper = await door.call("POST", f"{path}/submit", worker, {}, version=paper["version"])
    ask = {"action": "APPROVE", "stepId": paper["current"][0], "comment": MARK}
    await door.call("POST", f"{path}/decisions", head, ask, version=paper["version"])
    comment = await door.call("POST", f"{path}/comments", worker, {"text": MARK})
    ask = {"title": MARK, "description": MARK, "rewardDays": 0.5, "department": "DEVELOPMENT"}
    quest = await door.call("POST", f"{V2}/quests", head, ask)
    await door.call("POST", f"{V2}/quests/{quest['id']}/accept", worker)
    ask = {"employeeId": people[1], "bucket": "STATUTORY", "days": 10, "reason": MARK}
    await door.call("POST", f"{V2}/leave/grants", hr, ask)
    ask = {"startDate": "2027-03-03", "endDate": "2027-03-03", "reason": MARK}
    leave = await door.call("POST", f"{V2}/leave/requests", worker, ask)
    ask = {"date": "2027-03-04", "name": MARK, "source": MARK, "effective": "2026-01-01"}
    holiday = await door.call("POST", f"{V2}/holidays", hr, ask)
    await door.call("POST", f"{V2}/attendance/check-ins", worker)
    ask = {"delegateId": people[2], "start": "2030-01-01", "end": "2030-01-02"}
    delegation = await door.call("POST", f"{V2}/delegations", head, ask)
    await suite.bus.drain()
    await suite.process.stop()
    made.ids = {
        "employee": people[1],
        "department": department["id"],
        "document": paper["id"],
        "request": paper["requestId"],
        "comment": comment["id"],
        "step": paper["current"][0],
        "quest": quest["id"],
        "leave": leave["id"],
        "holiday": holiday["id"],
        "delegation": delegation["id"],
    }


def _one(id: int, *roles: str) -> Principal:
    return Principal(f"their-{id}", frozenset(roles), TENANT, None, {"employee_id": id})
