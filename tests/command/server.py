"""`maru` as people run it: a process of its own, with nothing of ours in its environment."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

SOURCE = Path(__file__).resolve().parents[2] / "src"
START = "from maru.cli import app; app()"
SECONDS = 30


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MARU_")}
    return {**kept, "PYTHONPATH": str(SOURCE), **more}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", START, *arguments]


def maru(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A command to its end."""
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env=environment(**env),
        check=False,
    )


@dataclass
class Server:
    process: subprocess.Popen[str]
    said: str
    log: Path

    @property
    def address(self) -> str:
        return self.said.removeprefix("Maru is ready at ").strip()

    def caller(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, trust_env=False, timeout=SECONDS)

    def ask(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def ended(self, seconds: float = SECONDS) -> int:
        return self.process.wait(seconds)


@contextmanager
def up(data: Path, *arguments: str, **env: str) -> Iterator[Server]:
    """A server that has said that it is ready; stopped at the end, if it still runs."""
    log = data.parent / f"{data.name}.log"
    with log.open("a") as err:
        process = subprocess.Popen(
            command("up", "--port", "0", "--data", str(data), *arguments),
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
            env=environment(**env),
        )
    assert process.stdout is not None
    try:
        readable, _, _ = select.select([process.stdout], [], [], SECONDS)
        said = process.stdout.readline() if readable else ""
        assert said.endswith("\n"), f"it did not start: {log.read_text()[-2000:]}"
        yield Server(process, said, log)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        process.stdout.close()


def until(condition: Callable[[], object], seconds: float = SECONDS) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)
