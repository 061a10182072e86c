"""Durable creates and decisions over HTTP, beside the bare framework in the same run.

python -m bench.approvals [--seconds 8] [--documents 12000]
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

from bench import load
from bench.erp_office import V2, Office, office


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--seconds", type=float, default=8.0)
    ask.add_argument("--documents", type=int, default=12_000)
    ask.add_argument("--connections", type=int, default=64)
    given = ask.parse_args()
    print(load.machine())
    rows = [asyncio.run(bare(given.seconds, given.connections))]
    with office() as made:
        print(f"ready after {made.ready_seconds:.2f} s, {load.rss(made.pid):.0f} MiB")
        rows += asyncio.run(measure(made, given.seconds, given.connections, given.documents))
    for row in rows:
        print(row.row())
    for row in rows[1:]:
        print(f"{row.name}: {row.rate / rows[0].rate:.0%} of the bare framework")


async def bare(seconds: float, connections: int) -> load.Outcome:
    port = 18_000 + os.getpid() % 2000
    process = subprocess.Popen([sys.executable, "-m", "bench.ceiling", str(port)])
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/nothing")
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.05)
        body = json.dumps({"title": "작은 문서", "content": "x" * 200}).encode()
        work = _again(lambda _: load.request("POST", "/bare", body))
        return await load.run(
            "bare framework POST", port, process.pid, work, seconds=seconds, connections=connections
        )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


async def measure(made: Office, seconds: float, connections: int, documents: int) -> list[load.Outcome]:
    body = json.dumps({"formId": "general", "title": "비품 구입", "content": "x" * 200}).encode()
    created: list[tuple[str, int]] = []

    def keep(status: int, answer: bytes) -> None:
        if status == 201:
            said = json.loads(answer)
            created.append((said["id"], said["version"]))

    def create(n: int) -> bytes:
        return load.request(
            "POST", f"{V2}/documents", body, made.headers("drafter", **{"Idempotency-Key": f"c{n}"})
        )

    async def run(
        name: str, work: Iterator[bytes], keep: Callable[[int, bytes], None] | None = None
    ) -> load.Outcome:
        return await load.run(
            name, made.port, made.pid, work, seconds=seconds, connections=connections, keep=keep
        )

    rows = [await run("create a draft", _again(create), keep)]
    line = json.dumps(
        {
            "groups": [
                {
                    "kind": "SERIAL",
                    "steps": [
                        {"role": "APPROVE", "approverId": made.employees["first"]},
                        {"role": "APPROVE", "approverId": made.employees["second"]},
                    ],
                }
            ]
        }
    ).encode()
    chosen = created[:documents]

    def put_line(n: int) -> bytes:
        id, version = chosen[n]
        headers = made.headers("drafter", **{"If-Match": f'"v{version}"'})
        return load.request("PUT", f"{V2}/documents/{id}/line", line, headers)

    def submit(n: int) -> bytes:
        id, version = chosen[n]
        headers = made.headers("drafter", **{"If-Match": f'"v{version + 1}"', "Idempotency-Key": f"s{n}"})
        return load.request("POST", f"{V2}/documents/{id}/submit", b"{}", headers)

    def approve(person: str, step: bytes) -> Callable[[int], bytes]:
        def decide(n: int) -> bytes:
            id, version = chosen[n]
            headers = made.headers(person, **{"If-Match": f'"v{version}"', "Idempotency-Key": f"{person}{n}"})
            return load.request(
                "POST",
                f"{V2}/documents/{id}/decisions",
                b'{"action":"APPROVE","stepId":"%s"}' % step,
                headers,
            )

        return decide

    long = 600.0
    for name, make in (
        ("put the line", put_line),
        ("submit", submit),
        ("decide, first of two", approve("first", b"s1")),
        ("decide, second of two", approve("second", b"s2")),
    ):
        work = (make(n) for n in range(len(chosen)))
        rows.append(await load.run(name, made.port, made.pid, work, seconds=long, connections=connections))
    box = _again(lambda _: load.request("GET", f"{V2}/boxes/done?limit=20", headers=made.headers("first")))
    rows.append(await run("read a box", box))
    return rows


def _again(make: Callable[[int], bytes]) -> Iterator[bytes]:
    n = 0
    while True:
        yield make(n)
        n += 1


if __name__ == "__main__":
    main()
