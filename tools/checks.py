"""The fast static part: every step that can fail without running the product, side by side."""

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tools import node
from tools.packages import PYTHON, VENV
from tools.terminal import ROOT, Environment, captured, say, stop


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    command: Sequence[str]
    cwd: Path = ROOT
    env: Environment | None = None


def checks() -> list[Check]:
    """The slowest first: with few cores they decide when the last one ends."""
    bin, (npm, npm_env) = VENV / "bin", node.npm()

    def web(script: str) -> Check:
        return Check(f"web {script}", [npm, "run", "--silent", script], node.WEB, npm_env)

    return [
        Check("mypy", [str(bin / "mypy")]),
        web("test"),
        web("types"),
        Check(
            "architecture, docs, locks",
            [str(PYTHON), "-m", "pytest", "-q", "--tb=short", "tests/architecture", "-m", "not slow"],
        ),
        web("lint"),
        web("text"),
        Check("import rules", [str(bin / "lint-imports"), "--no-cache"]),
        Check("ruff", [str(bin / "ruff"), "check"]),
        Check("ruff format", [str(bin / "ruff"), "format", "--check"]),
    ]


def run(chosen: Sequence[Check]) -> None:
    """All of them, even after one failed: one run shows everything that is to be mended."""
    started, failed = time.monotonic(), list[str]()
    say(f"· Checking: {', '.join(check.name for check in chosen)} …")
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        running = {pool.submit(_timed, check): check for check in chosen}
        for done in as_completed(running):
            check, (code, output, spent) = running[done], done.result()
            say(f"{'✗' if code else '✓'} {check.name} ({spent:.0f} s)")
            if code:
                failed.append(check.name)
                say(output)
    if failed:
        stop(f"These checks failed: {', '.join(failed)}. Their output stands above.")
    say(f"✓ All checks pass ({time.monotonic() - started:.0f} s)")


def _timed(check: Check) -> tuple[int, str, float]:
    started = time.monotonic()
    code, output = captured(check.command, check.cwd, check.env)
    return code, output, time.monotonic() - started
