"""The import rules of pyproject.toml see what they are there to see."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

LINT = Path(sys.executable).with_name("lint-imports")


def broken(root: Path) -> set[str]:
    """The names of the rules that the tree under `root` breaks."""
    said = subprocess.run(
        [LINT, "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "400", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    ).stdout
    verdicts = dict(re.findall(r"^(\S.*?) (KEPT|BROKEN)\b.*$", said, re.MULTILINE))
    assert verdicts, said
    return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The product's modules, free to be spoilt."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        ROOT / "src/maru", tmp_path / "src/maru", ignore=shutil.ignore_patterns("__pycache__", "web")
    )
    return tmp_path


def test_the_product_keeps_every_rule(copy: Path) -> None:
    assert broken(copy) == set()


@pytest.mark.parametrize(
    ("module", "line", "rule"),
    [
        ("chassis/events.py", "import maru.erp", "main > systems > chassis; systems are strangers"),
        (
            "identity/__init__.py",
            "import maru.erp.leave.contract",
            "main > systems > chassis; systems are strangers",
        ),
        ("erp/leave/contract.py", "import maru.erp.leave.domain", "a service is one shape"),
        (
            "erp/leave/domain/__init__.py",
            "import maru.erp.approvals.domain",
            "services meet only at contracts",
        ),
        ("erp/approvals/contract.py", "import sqlalchemy", "domain and contract are plain Python"),
        ("erp/approvals/domain/__init__.py", "import asyncio", "domain and contract are plain Python"),
        ("chassis/problems.py", "import maru.chassis.web", "no cycles anywhere"),
    ],
)
def test_a_breach_is_seen(copy: Path, module: str, line: str, rule: str) -> None:
    with (copy / "src/maru" / module).open("a") as spoilt:
        spoilt.write(f"\n{line}\n")

    assert any(name.startswith(rule) for name in broken(copy))
