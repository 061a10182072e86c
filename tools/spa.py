"""The web app: built when its sources changed."""

from collections.abc import Iterator
from pathlib import Path

from tools import stamps
from tools.terminal import ROOT

BUILT = Path("web/dist")
STAMP = Path(".cache/web-app")  # not inside the build: it would travel in the wheel
NOT_SOURCES = {"node_modules", "dist", "coverage", ".vite"}


def sources(root: Path) -> Iterator[Path]:
    """Every file that the build reads."""
    for path in (root / "web").iterdir():
        if path.name not in NOT_SOURCES:
            yield from (p for p in path.rglob("*") if p.is_file()) if path.is_dir() else (path,)


def mark(root: Path) -> str:
    return stamps.fingerprint(root, sources(root))


def fresh(root: Path) -> bool:
    """What lies there was built from these sources."""
    return (root / BUILT / "index.html").is_file() and stamps.fresh(root / STAMP, mark(root))


def build() -> None:
    if fresh(ROOT):
        return
    from tools import node  # only a build needs Node, and the wheel's own check must not ask for it
    from tools.terminal import step

    node.modules()
    command, env = node.npm()
    built_from = mark(ROOT)
    step("Building the web app", [command, "run", "build"], cwd=node.WEB, env=env)
    stamps.write(ROOT / STAMP, built_from)
