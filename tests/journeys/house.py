"""The product as people use it: a real server with the demo company, and its people with real clients."""

import asyncio
import os
import shutil
import subprocess
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar, cast
from unittest.mock import patch

import httpx
import msgspec
from websockets.asyncio.client import connect

from maru.chassis.settings import Limits, Settings, SqlSettings
from maru.demo import lives
from maru.demo.seed import seed
from maru.main import Suite, build
from tests.chassis.live_house import Caller
from tests.command.server import Server, command, environment, up
from tests.servers import RUN, alone, mariadb

DOMAIN: Final = "demo.maru.example"
PASSWORD: Final = "이야기-속의-긴-비밀번호"
SECRET: Final = "shared-by-all-processes-of-a-house"
V2: Final = "/api/v2/erp"
MINE: Final = "/user/queue/notifications"
SECONDS: Final = 20.0
NOTICE_SECONDS: Final = 2.0  # what the story promises

PLENTY: Final = {
    "MARU_DEMO_PASSWORD": PASSWORD,
    "MARU_RPC__SECRET": SECRET,
    "MARU_LIMITS__API_PER_MIN": "1000000",
    "MARU_LIMITS__API_BURST": "1000000",
    "MARU_LIMITS__LOGIN_PER_MIN": "100000",
    "MARU_LIMITS__SIGN_UP_PER_MIN": "100000",
}

T = TypeVar("T")


def seeded() -> Path:
    """The folder of the demo company, made once per run; copy it."""
    with alone("company") as folder:
        data = folder / "company"
        if not data.exists():
            making = folder / "company-in-making"
            shutil.rmtree(making, ignore_errors=True)
            asked = command("seed", "demo", "--data", str(making))
            said = subprocess.run(
                asked, env=environment(**PLENTY), capture_output=True, text=True, check=False
            )
            assert said.returncode == 0, said.stderr
            making.rename(data)
        return data


def copied(to: Path) -> Path:
    shutil.copytree(seeded(), to)
    return to


@contextmanager
def serving(name: str, **env: str) -> Iterator[Server]:
    """A server of this worker over its own copy of the company."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    data = copied(Path(os.environ[RUN]) / f"{name}-{worker}")
    with up(data, "--seed", "demo", "--no-open", **{**PLENTY, **env}) as server:
        yield server


@contextmanager
def serving_on_mariadb(name: str) -> Iterator[Server]:
    """A server of this worker whose company, without its past, is kept on a real server of databases."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    url, data = f"{mariadb()}/{worker}_", Path(os.environ[RUN]) / f"{name}-{worker}"
    settings = Settings(data=str(data), seed="demo", demo_password=PASSWORD, sql=SqlSettings(url=url))
    with patch.object(lives, "YEARS_BACK", 0):
        asyncio.run(_settle(settings))
    (data / "maru.toml").write_text(f'[sql]\nurl = "{url}"\n')
    with up(data, "--seed", "demo", "--no-open", **PLENTY) as server:
        yield server


async def _settle(settings: Settings) -> None:
    suite = build(settings)
    await suite.process.start()
    await seed(suite)
    await suite.process.stop()


async def until(answer: Callable[[], Awaitable[T | None]], seconds: float = SECONDS) -> T:
    """The first answer that is true; what follows a command by event comes a moment later."""
    end = time.monotonic() + seconds
    while not (found := await answer()):
        assert time.monotonic() < end, "it did not come to pass"
        await asyncio.sleep(0.02)
    return found


@dataclass
class Person:
    """Somebody at one browser or application."""

    name: str
    http: httpx.AsyncClient
    address: str
    id: int = 0
    account: str = ""
    department: int = 0
    full_name: str = ""

    async def ask(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        version: int | None = None,
        key: str | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> httpx.Response:
        """One request; a modern command gets a key of its own unless `key` names one."""
        sent = dict(headers or {})
        if path.startswith("/api/v2/") and method != "GET":
            sent["idempotency-key"] = key or uuid.uuid4().hex
        elif key is not None:
            sent["idempotency-key"] = key
        if version is not None:
            sent["if-match"] = f'"v{version}"'
        if json is not None:
            more["json"] = json
        return await self.http.request(method, path, headers=sent, **more)

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.ask("GET", path, params=params)
        assert answer.status_code == 200, f"{self.name} GET {path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def do(self, method: str, path: str, json: Any = None, **more: Any) -> Any:
        """A command that must succeed."""
        answer = await self.ask(method, path, json, **more)
        assert answer.is_success, f"{self.name} {method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, json: Any = None, **more: Any) -> tuple[int, str]:
        """A command that must not succeed: the status and the code."""
        answer = await self.ask(method, path, json, **more)
        assert answer.is_client_error, f"{self.name} {method} {path}: {answer.status_code} {answer.text}"
        return answer.status_code, answer.json()["code"]

    @asynccontextmanager
    async def listening(self, since: int | None = None) -> AsyncIterator["Bell"]:
        """This browser's live channel, subscribed to one's own notices."""
        url = self.address.replace("http", "ws", 1) + "/ws/notifications"
        cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        headers = {"Cookie": cookie, "Origin": self.address}
        async with connect(url, proxy=None, additional_headers=headers) as socket:
            caller = await Caller(socket).connect()
            after = {} if since is None else {"since": str(since)}
            await caller.subscribe(MINE, **after)
            yield Bell(caller)


@dataclass
class Bell:
    """What comes without being asked for."""

    caller: Caller
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def next(self, seconds: float = SECONDS) -> dict[str, Any]:
        frame = await self.caller.frame(seconds)
        assert frame.command == "MESSAGE", frame
        notice: dict[str, Any] = msgspec.json.decode(frame.body)
        self.heard.append(notice)
        return notice

    async def about(self, request: int, word: str = "", seconds: float = SECONDS) -> dict[str, Any]:
        """The next notice about this paper whose text holds the word; others may ring between."""
        async with asyncio.timeout(seconds):
            while True:
                notice = await self.next(seconds)
                if notice["approvalId"] == str(request) and word in notice["message"]:
                    return notice

    async def silent(self, request: int, seconds: float = 0.4) -> bool:
        """Nothing about this paper within the time."""
        try:
            await self.about(request, seconds=seconds)
        except TimeoutError:
            return True
        return False


@dataclass
class Company:
    """The demo company behind one server."""

    address: str
    open: AsyncExitStack
    wire: httpx.AsyncBaseTransport | None = None
    signed_in: dict[str, Person] = field(default_factory=dict)

    def browser(self, **headers: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.address, trust_env=False, timeout=60, headers=headers, transport=self.wire
        )

    async def stranger(self) -> Person:
        return Person("anonymous", await self.open.enter_async_context(self.browser()), self.address)

    async def person(self, name: str, *, again: bool = False) -> Person:
        """The demo account, signed in by password; `again` from a further browser."""
        if name in self.signed_in and not again:
            return self.signed_in[name]
        http = await self.open.enter_async_context(self.browser(**{"x-maru-csrf": "1"}))
        shown = {"email": f"{name}@{DOMAIN}", "password": PASSWORD}
        answer = await http.post("/api/auth/login", json=shown)
        assert answer.status_code == 200, answer.text
        me = answer.json()
        person = Person(name, http, self.address, me["employee_id"] or 0, me["id"], full_name=me["name"])
        if not again:
            self.signed_in[name] = person
        return person

    async def people(self, *names: str) -> tuple[Person, ...]:
        return tuple([await self.person(name) for name in names])


@asynccontextmanager
async def company(address: str, wire: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Company]:
    async with AsyncExitStack() as opened:
        yield Company(address, opened, wire)


@dataclass
class Indoors:
    """The whole product in this process, where it may be any time: `clock.at` holds for what this task asks."""

    suite: Suite
    company: Company

    async def person(self, name: str) -> Person:
        """Signed in anew, as the time it is now asks for."""
        return await self.company.person(name, again=True)

    async def job(self, service: str, name: str) -> None:
        """Run what the timer would run by now, and let its events arrive."""
        (job,) = (each for each in self.suite.parts[service].jobs if each.name == name)
        await job.run()
        await self.suite.bus.drain()


@asynccontextmanager
async def indoors(folder: Path) -> AsyncIterator[Indoors]:
    plenty = Limits(10**6, 10**6, 10**5, 10**5)
    settings = Settings(data=str(copied(folder)), seed="demo", demo_password=PASSWORD, limits=plenty)
    suite = build(settings)
    await suite.process.start()
    wire = httpx.ASGITransport(app=cast("Any", suite.process.edge))
    try:
        async with company("http://127.0.0.1", wire) as opened:
            yield Indoors(suite, opened)
    finally:
        await suite.process.stop()
