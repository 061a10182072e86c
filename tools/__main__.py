"""`python -m tools COMMAND [ARGUMENT …]`: what the Makefile's targets do."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from typing import NoReturn

from tools import checks, node, packages, spa, system
from tools.terminal import ROOT, say, stop

MADE = (
    ".venv .tools .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache "
    "web/node_modules web/dist dist screens"
)


def up(arguments: Sequence[str]) -> NoReturn:
    packages.environment("run")
    spa.build()
    os.environ.setdefault("MARU_SEED", "demo")
    # whoever looks round the demo opens many pages in a minute, as one person
    os.environ.setdefault("MARU_LIMITS__API_PER_MIN", "600")
    os.environ.setdefault("MARU_LIMITS__API_BURST", "120")
    if sys.stdout.isatty() and (
        sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    ):
        os.environ.setdefault("MARU_OPEN", "true")
    become("maru", "up", *arguments)


def test(arguments: Sequence[str]) -> NoReturn:
    packages.environment("dev")
    system.prepare()
    spa.build()
    node.modules()
    checks.run(checks.checks())
    in_ci = os.environ.get("CI", "").lower() in ("1", "true")
    workers = min(8, max(2, os.cpu_count() or 2))
    say(f"· Every test, on {workers} workers …")
    become(
        "pytest",
        "-n",
        str(workers),
        "--dist",
        "loadgroup",
        *(["--forbid-skips"] if in_ci else []),
        *arguments,
    )


def check(_: Sequence[str]) -> None:
    packages.environment("dev")
    node.modules()
    checks.run(checks.checks())


def web(_: Sequence[str]) -> None:
    packages.environment("run")
    spa.build()


def bench(arguments: Sequence[str]) -> None:
    """The workload that is named, else each in turn."""
    packages.environment("dev")
    if arguments:
        become("maru", "bench", *arguments)
    for workload in sorted((ROOT / "bench").glob("[a-z]*.py")):
        if "__main__" in workload.read_text():
            say(f"\n· {workload.stem}")
            subprocess.run([packages.VENV / "bin" / "maru", "bench", workload.stem], check=True)


def screens(arguments: Sequence[str]) -> NoReturn:
    packages.environment("dev")
    system.prepare()
    spa.build()
    become("python", "-m", "tools.screens", *arguments)


def sbom(_: Sequence[str]) -> NoReturn:
    packages.environment("dev")
    become("python", "-m", "tools.sbom")


def lock(_: Sequence[str]) -> None:
    packages.relock()


def clean(_: Sequence[str]) -> None:
    """Everything that was made, and nothing that was entered: the data folder stays."""
    for made in MADE.split():
        shutil.rmtree(ROOT / made, ignore_errors=True)
    say("Removed what make had made; the data folder is as it was.")


COMMANDS = {each.__name__: each for each in (up, test, check, web, bench, screens, sbom, lock, clean)}


def become(program: str, *arguments: str) -> NoReturn:
    """This process turns into the program, so that signals and exit status are the program's own."""
    path = packages.VENV / "bin" / program
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(path, [str(path), *arguments])


if __name__ == "__main__":
    chosen = COMMANDS.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if chosen is None:
        stop(f"One of these, please: {', '.join(COMMANDS)}.", 2)
    try:
        chosen(sys.argv[2:])
    except KeyboardInterrupt:
        stop("Stopped.", 130)
