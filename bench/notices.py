"""From a decision to the drafter's open window: how long, how many lost, how many twice, over random disconnects.

python -m bench.notices [--decisions 400]
"""

import argparse
import asyncio
import json
import random
import time
from dataclasses import dataclass, field

import httpx
from websockets.asyncio.client import connect

from bench import load
from bench.erp_office import V2, Office, office

PATH = "/ws/notifications/websocket"


@dataclass
class Window:
    """The drafter's browser: reconnects with the last number it saw."""

    port: int
    token: str
    seen: dict[int, float] = field(default_factory=dict)
    twice: int = 0
    cuts: int = 0
    approved: dict[str, float] = field(default_factory=dict)

    async def watch(self, stop: asyncio.Event, dice: random.Random) -> None:
        while not stop.is_set():
            async with connect(f"ws://127.0.0.1:{self.port}{PATH}", subprotocols=["v12.stomp"]) as socket:  # type: ignore[list-item]
                ticket = await self._ticket()
                await socket.send(f"CONNECT\naccept-version:1.2\nhost:maru\nticket:{ticket}\n\n\0")
                await socket.recv()
                since = max(self.seen, default=0)
                await socket.send(
                    f"SUBSCRIBE\nid:0\ndestination:/user/queue/notifications\nsince:{since}\n\n\0"
                )
                until = time.monotonic() + dice.uniform(0.3, 1.5)
                while not stop.is_set() and time.monotonic() < until:
                    try:
                        frame = await asyncio.wait_for(socket.recv(), until - time.monotonic())
                    except TimeoutError:
                        break
                    self._take(str(frame))
            self.cuts += 1

    async def _ticket(self) -> str:
        async with httpx.AsyncClient(headers={"authorization": f"Bearer {self.token}"}) as http:
            answer = await http.post(f"http://127.0.0.1:{self.port}/api/auth/ticket", json={})
        return str(answer.json()["ticket"])

    def _take(self, frame: str) -> None:
        if not frame.startswith("MESSAGE"):
            return
        body = json.loads(frame.split("\n\n", 1)[1].rstrip("\0\n"))
        if body["seq"] in self.seen:
            self.twice += 1
            return
        self.seen[body["seq"]] = time.perf_counter()
        if body.get("approvalId") and body.get("kind", "").endswith("APPROVED"):
            self.approved.setdefault(str(body["approvalId"]), time.perf_counter())


async def measure(made: Office, decisions: int) -> None:
    window, stop = Window(made.port, made.tokens["drafter"]), asyncio.Event()
    watching = asyncio.create_task(window.watch(stop, random.Random(7)))
    decided: dict[str, float] = {}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{made.port}") as http:

        async def call(
            person: str, method: str, path: str, body: object, version: int | None = None
        ) -> dict[str, object]:
            headers = {
                "authorization": f"Bearer {made.tokens[person]}",
                "idempotency-key": f"{random.random()}",
            }
            if version is not None:
                headers["if-match"] = f'"v{version}"'
            answer = await http.request(method, path, json=body, headers=headers)
            answer.raise_for_status()
            said: dict[str, object] = answer.json()
            return said

        line = {
            "groups": [
                {"kind": "SERIAL", "steps": [{"role": "APPROVE", "approverId": made.employees["first"]}]}
            ]
        }
        for _ in range(decisions):
            paper = await call("drafter", "POST", f"{V2}/documents", {"formId": "general", "title": "비품"})
            path = f"{V2}/documents/{paper['id']}"
            paper = await call("drafter", "PUT", f"{path}/line", line, int(str(paper["version"])))
            paper = await call("drafter", "POST", f"{path}/submit", {}, int(str(paper["version"])))
            paper = await call(
                "first",
                "POST",
                f"{path}/decisions",
                {"action": "APPROVE", "stepId": "s1"},
                int(str(paper["version"])),
            )
            decided[str(paper["requestId"])] = time.perf_counter()
        await asyncio.sleep(3)
        stop.set()
        await watching
    waits = sorted(window.approved[id] - at for id, at in decided.items() if id in window.approved)
    lost = len(decided) - len(waits)
    print(
        f"{len(decided)} decisions, {window.cuts} disconnects: lost {lost}, shown twice {window.twice}, "
        f"p50 {waits[len(waits) // 2] * 1e3:.1f} ms, p95 {waits[int(len(waits) * 0.95)] * 1e3:.1f} ms, "
        f"longest {waits[-1] * 1e3:.0f} ms (a window that was away counts from the decision)"
    )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--decisions", type=int, default=400)
    given = ask.parse_args()
    print(load.machine())
    with office() as made:
        asyncio.run(measure(made, given.decisions))


if __name__ == "__main__":
    main()
