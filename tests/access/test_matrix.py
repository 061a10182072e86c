"""Who may use which door, cell by cell, over the real server; the matrix and the table of routes are one."""

import asyncio
import tempfile
from fnmatch import fnmatch
from typing import Any, Final

import httpx
import pytest
from falcon import inspect
from websockets.asyncio.client import connect

from maru.chassis.settings import RpcSettings, Settings
from maru.main import build
from tests.access.cast import ACTORS, Actor, Cast
from tests.access.elsewhere import MARK
from tests.access.table import Case, written
from tests.access.things import V2, Thing, Things, once
from tests.chassis.live_house import Caller
from tests.journeys.house import SECRET

CASES: Final = written()
SOCKETS: Final = [case for case in CASES if case.method == "WEBSOCKET"]
REQUESTS: Final = [case for case in CASES if case.method != "WEBSOCKET" and "*" not in case.path]
PROCESSES: Final = [case for case in CASES if "*" in case.path]


def served() -> set[tuple[str, str]]:
    """Every door of the assembled application, as its router knows them."""
    with tempfile.TemporaryDirectory() as folder:
        suite = build(Settings(data=folder, seed="demo", rpc=RpcSettings(secret=SECRET)))
        found = {
            (method.method, route.path)
            for route in inspect.inspect_routes(suite.asgi)
            for method in route.methods
            if not method.internal
        }
        asyncio.run(suite.process.stop())
    return found


TABLE: Final = served()


def test_the_matrix_and_the_table_of_routes_name_the_same_doors() -> None:
    exact = {(case.method, case.path) for case in CASES if "*" not in case.path}
    wide = [(case.method, case.path) for case in PROCESSES]
    unlisted = {
        (method, path)
        for method, path in TABLE - exact
        if not any(method == allowed and fnmatch(path, pattern) for allowed, pattern in wide)
    }

    assert unlisted == set()
    assert exact - TABLE == set()


def test_every_actor_is_refused_somewhere_and_let_in_somewhere() -> None:
    for actor in ACTORS:
        assert {actor in case.who for case in CASES} == {True, False}


@pytest.mark.parametrize("case", REQUESTS, ids=str)
def test_who_may(case: Case, cast: Cast, things: Things) -> None:
    """All who may not try it on one thing, which the first who may then finds as it was."""
    wrong = []
    made = things.make(case.on)
    for name in sorted(ACTORS, key=lambda actor: actor in case.who):
        actor = cast.anew(name) if case.fresh else cast[name]
        answer = attempt(case, actor, things, made)
        if answer.status_code not in case.expected(name):
            wrong.append(f"{name}: {answer.status_code}, not {case.expected(name)}: {answer.text[:200]}")
        if MARK in answer.text:
            wrong.append(f"{name} sees another organisation: {answer.text[:200]}")
        if name in case.who:
            made = things.make(case.on)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", sorted(path for _, path in TABLE if path.startswith("/rpc/")))
def test_only_our_own_processes_call_each_other(path: str, cast: Cast, things: Things) -> None:
    case = next(each for each in PROCESSES if fnmatch(path, each.path))
    for name in ACTORS:
        answer = cast[name].ask(case.method, path, content=case.raw)
        assert answer.status_code in case.expected(name), f"{name}: {answer.text}"


@pytest.mark.parametrize("case", SOCKETS, ids=str)
async def test_who_may_listen(case: Case, cast: Cast) -> None:
    for name in ACTORS:
        assert await hears(cast[name], case.path) is (name in case.who), name


async def test_a_decision_in_a_batch_is_as_little_allowed_as_alone(cast: Cast, things: Things) -> None:
    for name in ("staff", "mate", "colleague", "head", "hr", "admin"):
        paper = things.paper()
        items = [{"documentId": paper["id"], "action": "APPROVE", "stepId": paper["step"]}]
        (result,) = cast[name].do("POST", f"{V2}/decisions:batch", {"items": items})["items"]
        assert result["status"] == (403 if name in ("staff", "head") else 404), name
        assert result["state"] is None


def attempt(case: Case, actor: Actor, things: Things, made: Thing) -> httpx.Response:
    names = {**things.people, **made, "once": once()}
    at = {**{key: value for key, value in made.items() if key != "version"}, **filled(case.at, names)}
    version = case.version if case.version is not None else made.get("version")
    more: dict[str, Any] = {"params": filled(case.query, names)}
    if case.raw is not None:
        more["content"] = case.raw.encode()
    body = None if case.body is None else filled(case.body, names)
    return actor.ask(case.method, case.path.format(**at), body, version=version, **more)


def filled(said: Any, names: dict[str, Any]) -> Any:
    """`$name` stands for what it names."""
    match said:
        case dict():
            return {key: filled(value, names) for key, value in said.items()}
        case list():
            return [filled(value, names) for value in said]
        case str() if said.startswith("$"):
            return names[said[1:]]
    return said


async def hears(actor: Actor, path: str) -> bool:
    """Does a CONNECT with what this caller has let them in?"""
    framed = "{session}" in path
    url = str(actor.http.base_url).replace("http", "ws", 1).rstrip("/")
    cookies = "; ".join(f"{name}={value}" for name, value in actor.http.cookies.items())
    headers = {"Cookie": cookies} if cookies else {}
    async with connect(
        url + path.format(server="000", session=once()), proxy=None, additional_headers=headers
    ) as ws:
        if framed:
            assert await ws.recv() == "o"
            await ws.send('["CONNECT\\naccept-version:1.2\\nhost:x\\n\\n\\u0000"]')
            return "CONNECTED" in str(await ws.recv())
        caller = Caller(ws)
        await caller.send("CONNECT", **{"accept-version": "1.2", "host": "x"})
        return (await caller.frame()).command == "CONNECTED"
