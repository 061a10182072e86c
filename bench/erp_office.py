"""A small company for the workloads: a folder with people and accounts, and a server on it as its own process."""

import asyncio
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from maru.chassis.settings import Settings
from maru.chassis.web import Principal
from maru.demo.door import Door
from maru.identity.accounts.contract import Accounts
from maru.main import build

PASSWORD = secrets.token_urlsafe(16)
V2 = "/api/v2/erp"
MAKER = Principal("bench", frozenset({"staff", "hr", "admin"}), "maru", None, {"employee_id": 0})
PEOPLE = ("drafter", "first", "second")


@dataclass
class Office:
    port: int
    pid: int
    folder: Path
    employees: dict[str, int]
    tokens: dict[str, str]
    ready_seconds: float

    def headers(self, person: str, **more: str) -> list[tuple[str, str]]:
        return [("Authorization", f"Bearer {self.tokens[person]}"), *more.items()]


async def prepare(folder: Path) -> dict[str, int]:
    """Three people: `second` heads the company, `first` the team in it, `drafter` works there."""
    suite = build(Settings(data=str(folder)))
    await suite.process.start()
    door, ids = Door(suite.routes), dict[str, int]()
    company = await door.call("POST", f"{V2}/departments", MAKER, {"name": "COMPANY", "korean": "회사"})
    team = await door.call(
        "POST", f"{V2}/departments", MAKER, {"name": "TEAM", "korean": "팀", "parentId": company["id"]}
    )
    for name, place in zip(PEOPLE, (team, team, company), strict=True):
        ask = {
            "name": name,
            "departmentId": place["id"],
            "position": "사원",
            "email": f"{name}@bench.example",
        }
        ids[name] = (await door.call("POST", f"{V2}/employees", MAKER, ask))["id"]
        await suite.call(Accounts).add(f"{name}@bench.example", name, ["staff"], PASSWORD)
    for place, head in ((team, "first"), (company, "second")):
        path = f"{V2}/departments/{place['id']}"
        await door.call("PATCH", path, MAKER, {"headId": ids[head]}, version=place["version"])
    await suite.bus.drain()
    await suite.process.stop()
    return ids


@contextmanager
def office() -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="maru-bench-") as name:
        folder = Path(name)
        ids = asyncio.run(prepare(folder))
        with server(folder) as (process, port, seconds):
            tokens = {person: token(port, f"{person}@bench.example") for person in PEOPLE}
            yield Office(port, process.pid, folder, ids, tokens, seconds)


@contextmanager
def server(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], int, float]]:
    environ = {**os.environ, "MARU_LIMITS__LOAD_SOURCES": "127.0.0.1/32"}
    command = [
        sys.executable,
        "-m",
        "maru.cli",
        "up",
        "--data",
        str(folder),
        "--port",
        "0",
        "--no-open",
        *options,
    ]
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - begun
        if not line.startswith("Maru is ready"):
            raise RuntimeError(f"the server did not start: {line}")
        yield process, int(line.rstrip().rsplit(":", 1)[1]), seconds
    finally:
        process.terminate()
        process.wait(40)


def token(port: int, email: str) -> str:
    body = json.dumps({"email": email, "password": PASSWORD}).encode()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/auth/token", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked) as answer:
        return str(json.load(answer)["access_token"])
