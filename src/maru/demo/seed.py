"""Fill an empty folder with the demo company, once, through the product's own use cases."""

import secrets
import sys
import time
from datetime import date, datetime
from random import Random
from typing import Any

import msgspec
from msgspec import Struct

from maru.chassis import clock
from maru.chassis.web import Principal
from maru.demo.company import DOMAIN, OUTSIDE, UNITS, Someone, everybody
from maru.demo.door import Door
from maru.demo.lives import KST, V2, Company, attend, write_papers
from maru.demo.today import today
from maru.erp.attendance.contract import Attendance
from maru.identity.accounts.contract import Accounts
from maru.main import Suite

TENANT = "maru"
SEED = 20261121
MARK = "demo.json"
PASSWORD = "demo-password"
MAKER = Principal("demo", frozenset({"staff", "hr", "admin"}), TENANT, None, {"employee_id": 0})


class Mark(Struct):
    """That the folder is filled, and with what."""

    seeded: datetime
    people: int


async def seed(suite: Suite) -> None:
    """Nothing happens where it was done before. The suite's bus must be running."""
    folder = suite.process.settings.folder
    if (folder / MARK).exists():
        return
    steps = _Progress(4)
    now = clock.now()
    day = (now + KST).date()
    random = Random(SEED)
    people = everybody(random, day)
    company = await _people(suite, people, random, day)
    steps.say("직원과 계정")
    holidays = await _holidays(company, day)
    await attend(company, suite.call(Attendance), holidays)
    steps.say("출퇴근")
    await suite.bus.drain()
    await write_papers(company)
    steps.say("결재 문서")
    await suite.bus.drain()
    await today(company, now)
    await suite.bus.drain()
    steps.say("오늘의 업무")
    (folder / MARK).write_bytes(msgspec.json.encode(Mark(now, len(people))))


def password(suite: Suite) -> str:
    """What the settings say, else one made on the first start and kept in the data folder."""
    settings = suite.process.settings
    if settings.demo_password:
        return settings.demo_password
    path = settings.folder / PASSWORD
    if not path.exists():
        fresh = "-".join(secrets.choice(_SYLLABLES) + secrets.choice(_SYLLABLES) for _ in range(4))
        path.touch(mode=0o600)
        path.write_text(fresh)
    return path.read_text().strip()


def announcement(suite: Suite) -> str:
    """The demo accounts, for whoever started the server."""
    named = "staff@ staff2@ lead@ head@ deputy@ finance@ hr@ admin@"
    return "\n".join(
        (
            "",
            f"  데모 계정  {named}  ({DOMAIN})",
            f"  비밀번호   {password(suite)}",
            "  로그인 화면에서 카드를 눌러 바로 들어갈 수도 있습니다.",
        )
    )


async def _people(suite: Suite, people: list[Someone], random: Random, day: date) -> Company:
    door, accounts, secret = Door(suite.routes), suite.call(Accounts), password(suite)
    begun = datetime.combine(
        min(someone.hired for someone in people), datetime.min.time(), clock.now().tzinfo
    )
    departments: dict[str, Any] = {}
    with clock.at(begun):
        for unit in UNITS:
            above = departments[unit.above]["id"] if unit.above else None
            ask = {"name": unit.name, "korean": unit.korean, "english": unit.english, "parentId": above}
            departments[unit.name] = await door.call("POST", f"{V2}/departments", MAKER, ask)
    ids: dict[str, int] = {}
    for someone in people:
        ask = {
            "name": someone.name,
            "departmentId": departments[someone.unit]["id"],
            "position": someone.title,
            "hireDate": someone.hired.isoformat(),
            "email": f"{someone.key}@{DOMAIN}" if someone.account else None,
        }
        ids[someone.key] = (await door.call("POST", f"{V2}/employees", MAKER, ask))["id"]
    for unit in UNITS:
        held = departments[unit.name]
        path = f"{V2}/departments/{held['id']}"
        await door.call("PATCH", path, MAKER, {"headId": ids[unit.head]}, version=held["version"])
    for someone in people:
        if someone.account:
            roles = ["staff", *someone.roles]
            await accounts.add(f"{someone.key}@{DOMAIN}", someone.name, roles, secret, title=someone.title)
    for key, name, title, given in OUTSIDE:
        await accounts.add(f"{key}@{DOMAIN}", name, list(given), secret, title=title)
    await suite.bus.drain()
    heads = {unit.head for unit in UNITS}
    principals = {
        ids[someone.key]: _principal(someone, ids[someone.key], someone.key in heads) for someone in people
    }
    return Company(door, ids, people, principals, random, day)


def _principal(someone: Someone, id: int, head: bool) -> Principal:
    roles = {"staff", *someone.roles, *(("manager",) if head else ())}
    return Principal(f"demo:{someone.key}", frozenset(roles), TENANT, None, {"employee_id": id})


async def _holidays(company: Company, day: date) -> frozenset[date]:
    found = set[date]()
    for year in range(day.year - 2, day.year + 1):
        query = {"from": f"{year}-01-01", "to": f"{year}-12-31"}
        answer = await company.door.call("GET", f"{V2}/holidays", MAKER, query=query)
        found.update(date.fromisoformat(each["date"]) for each in answer["items"])
    return frozenset(found)


class _Progress:
    def __init__(self, steps: int) -> None:
        self._begun, self._steps, self._done = time.monotonic(), steps, 0

    def say(self, what: str) -> None:
        self._done += 1
        took = time.monotonic() - self._begun
        print(f"데모 데이터 {self._done}/{self._steps}  {what}  ({took:.1f}초)", file=sys.stderr, flush=True)


_SYLLABLES = [
    "ga",
    "na",
    "da",
    "ra",
    "ma",
    "ba",
    "sa",
    "ja",
    "cha",
    "ka",
    "ta",
    "pa",
    "ha",
    "go",
    "no",
    "do",
    "ro",
    "mo",
    "bo",
    "so",
    "jo",
]
