"""Python packages: uv, the environment in `.venv`, and what the lock files name, checked by hash."""

import re
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Literal

from tools import stamps
from tools.terminal import ROOT, attempt, quiet, step, stop

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
OLDEST_UV = (0, 8)
# uv would fetch a Python of its own where it finds none; the one that runs this is good enough.
UV_ENVIRONMENT = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "VIRTUAL_ENV": str(VENV)}

Kind = Literal["run", "dev"]


def environment(kind: Kind) -> Path:
    """`.venv` holds what the lock of this kind names, and the project itself in editable form."""
    if not fresh(kind):
        _install("dev" if _stamp("dev").exists() else kind)
    return PYTHON


def fresh(kind: Kind) -> bool:
    """A developer's environment serves for running, too: its lock contains the other (a test says so)."""
    kinds: tuple[Kind, ...] = ("dev",) if kind == "dev" else ("run", "dev")
    return PYTHON.exists() and any(stamps.fresh(_stamp(each), _mark(each)) for each in kinds)


def lock(kind: str) -> Path:
    return LOCKS / f"{kind}.txt"


@cache
def uv() -> str:
    """The uv on PATH, else one of our own from the package index, its hash checked."""
    own = ROOT / ".tools" / "uv"
    for found in (own / "bin" / "uv", shutil.which("uv")):
        if found and _recent(quiet([str(found), "--version"])):
            return str(found)
    wanted = ["install", "--quiet", "--require-hashes", "--only-binary=:all:", "-r", str(lock("uv"))]
    if attempt("Preparing a place for uv", [sys.executable, "-m", "venv", "--clear", str(own)]):
        step("Installing uv", [str(own / "bin" / "python"), "-m", "pip", *wanted])
    elif quiet([sys.executable, "-m", "pip", "--version"]):
        step("Installing uv", [sys.executable, "-m", "pip", *wanted, "--target", str(own), "--upgrade"])
    else:
        stop(
            "This Python can neither make an environment (venv) nor install packages (pip). "
            "On Debian or Ubuntu: apt install python3-venv; or put uv on PATH. Then run the command again."
        )
    return str(own / "bin" / "uv")


def relock() -> None:
    """Write every lock anew from pyproject.toml; the versions in a lock stay unless they must move."""
    hashes = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"]
    for kind in ("run", "dev", "build", "uv", "node"):
        asked = {
            "run": ["pyproject.toml"],
            "dev": ["pyproject.toml", "--group", "dev", "-c", "requirements/run.txt"],
        }
        source = asked.get(kind, ["--group", kind])
        step(
            f"Locking {kind}",
            [uv(), "pip", "compile", *source, *hashes, "-o", f"requirements/{kind}.txt"],
            env=UV_ENVIRONMENT,
        )


def _install(kind: Kind) -> None:
    if quiet([str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]) is None:
        step(
            "Making .venv",
            [uv(), "venv", "--clear", "--python", sys.executable, str(VENV)],
            env=UV_ENVIRONMENT,
        )
    for each in ("run", "dev"):
        _stamp(each).unlink(missing_ok=True)
    step(
        f"Installing the locked packages ({lock(kind).relative_to(ROOT)})",
        [uv(), "pip", "sync", "--python", str(PYTHON), "--require-hashes", str(lock(kind))],
        env=UV_ENVIRONMENT,
    )
    build = ["--build-constraints", str(lock("build")), "--no-deps", "--editable", "."]
    step("Installing Maru", [uv(), "pip", "install", "--python", str(PYTHON), *build], env=UV_ENVIRONMENT)
    stamps.write(_stamp(kind), _mark(kind))


def _stamp(kind: Kind) -> Path:
    return VENV / f".maru-{kind}"


def _mark(kind: Kind) -> str:
    """Also the folder's own place: scripts in `.venv/bin` carry it, so a moved checkout installs again."""
    return stamps.fingerprint(
        ROOT, (lock(kind), lock("build"), ROOT / "pyproject.toml", VENV / "pyvenv.cfg"), str(ROOT)
    )


def _recent(version: str | None) -> bool:
    found = re.match(r"uv (\d+)\.(\d+)", version or "")
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST_UV
