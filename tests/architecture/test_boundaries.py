"""Who may touch what: the environment, the clock, the vendors' libraries, the words of the business."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

from tests.architecture.tree import Law, Tree, Violations, checkout, dotted, imported, modules

SETTINGS = "src/maru/chassis/settings"
ENVIRONMENT = {"os.environ", "os.getenv", "os.environb", "os.putenv", "os.unsetenv"}
CLOCK_MODULES = {"time", "random", "secrets", "uuid", "os", "socket", "threading", "asyncio"}
CLOCK_CALLS = {"now", "utcnow", "today"}
CLOCKS = {"date", "datetime", "datetime.date", "datetime.datetime", "dt.date", "dt.datetime"}
VENDORS = {"pymysql", "boto3", "botocore", "redis", "aiokafka", "pymongo", "bson", "motor", "aiobotocore"}
# One pattern for singular and plural; "reset" and "petite" are free, for whole words are compared.
NOUN = re.compile(
    r"(approv(al|er)|drafter|employee|leave|attendance|quest|department|payroll|salary|vacation|holiday|concert|seat"
    r"|venue|reservation|booking|buyer|organiser|clinic|pet|vet|veterinarian|hospital|diagnosis)s?"
)


def environment_readers(tree: Tree) -> Violations:
    """Law 8: only settings reads the environment."""
    return [
        f"{path}:{node.lineno}: reads the environment; ask for a setting instead"
        for path, module in modules(tree, "src/maru/")
        if not path.startswith(SETTINGS)
        for node in ast.walk(module)
        if (isinstance(node, ast.Attribute) and dotted(node) in ENVIRONMENT)
        or (
            isinstance(node, ast.ImportFrom) and {f"{node.module}.{a.name}" for a in node.names} & ENVIRONMENT
        )
    ]


def impure_decisions(tree: Tree) -> Violations:
    """Domain and contract read no clock, draw nothing at random, do no I/O; a domain never waits."""
    found = []
    for path, module in modules(tree, "src/maru/"):
        kind = _kind(path)
        if kind not in ("domain", "contract"):
            continue
        for line, name in imported(module):
            if name.split(".")[0] in CLOCK_MODULES:
                found.append(f"{path}:{line}: a {kind} may not use `{name}`; take the value as an argument")
        for node in ast.walk(module):
            if isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS and dotted(node.value) in CLOCKS:
                found.append(
                    f"{path}:{node.lineno}: a {kind} may not read the clock; take the time as an argument"
                )
            if isinstance(node, ast.Call) and dotted(node.func) in ("open", "print", "input"):
                found.append(f"{path}:{node.lineno}: a {kind} does no input or output")
            if kind == "domain" and isinstance(node, ast.AsyncFunctionDef | ast.Await):
                found.append(f"{path}:{node.lineno}: a decision never waits")
    return found


def vendors_outside_their_port(tree: Tree) -> Violations:
    """A vendor's library is used in a folder of `chassis`, one folder per port, and nowhere else."""
    return [
        f"{path}:{line}: `{name}` belongs behind a port, in a folder of src/maru/chassis"
        for path, module in modules(tree, "src/maru/")
        if not re.match(r"src/maru/chassis/\w+/", path)
        for line, name in imported(module)
        if name.split(".")[0] in VENDORS
    ]


def business_in_the_chassis(tree: Tree) -> Violations:
    """Code that enters the chassis loses every business noun on the way in."""
    return [
        f"{path}:{line}: `{name}` is a word of the business; the chassis has none"
        for path, module in modules(tree, "src/maru/chassis/")
        for line, name in _named(module)
        if any(NOUN.fullmatch(word) for word in _words(name))
    ]


def _kind(path: str) -> str:
    """`domain` of src/maru/erp/leave/domain.py and of src/maru/erp/leave/domain/ledger.py."""
    parts = PurePosixPath(path).with_suffix("").parts
    return parts[4] if len(parts) > 4 else ""


def _named(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name
            case ast.arg() | ast.keyword():
                yield node.lineno, node.arg or ""
            case ast.Name():
                yield node.lineno, node.id
            case ast.Attribute():
                yield node.lineno, node.attr


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


@pytest.mark.parametrize(
    "law", [environment_readers, impure_decisions, vendors_outside_their_port, business_in_the_chassis]
)
def test_the_checkout_keeps_the_law(law: Law) -> None:
    found = law(checkout())

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line", ["import os\nx = os.environ['A']", "import os\nos.getenv('A')", "from os import environ"]
)
def test_a_reader_of_the_environment_is_seen_everywhere_but_in_settings(line: str) -> None:
    assert environment_readers({"src/maru/erp/leave/service.py": line}) != []
    assert environment_readers({"src/maru/chassis/settings.py": line}) == []


@pytest.mark.parametrize(
    "line",
    [
        "import time",
        "from secrets import token_hex",
        "from uuid import uuid4",
        "from datetime import date\nx = date.today()",
        "import datetime\nx = datetime.datetime.now()",
        "x = open('a')",
        "async def f() -> None: ...",
    ],
)
@pytest.mark.parametrize("path", ["src/maru/erp/leave/domain.py", "src/maru/erp/leave/domain/ledger.py"])
def test_a_decision_that_is_not_pure_is_seen(path: str, line: str) -> None:
    assert impure_decisions({path: line}) != []


def test_a_contract_may_declare_what_waits_and_a_service_may_do_all() -> None:
    waits = "async def f() -> None: ..."

    assert impure_decisions({"src/maru/erp/leave/contract.py": waits}) == []
    assert impure_decisions({"src/maru/erp/leave/service.py": "import time\n" + waits}) == []


@pytest.mark.parametrize(
    "line", ["import boto3", "from redis.asyncio import Redis", "import pymysql.cursors"]
)
def test_a_vendor_outside_a_port_is_seen(line: str) -> None:
    assert vendors_outside_their_port({"src/maru/erp/leave/store.py": line}) != []
    assert vendors_outside_their_port({"src/maru/chassis/web.py": line}) != []
    assert vendors_outside_their_port({"src/maru/chassis/stores/mysql.py": line}) == []


@pytest.mark.parametrize(
    "line", ["class LeaveBook: ...", "def seats_of() -> None: ...", "f(employee_id=1)", "x.approver"]
)
def test_a_word_of_the_business_in_the_chassis_is_seen(line: str) -> None:
    assert business_in_the_chassis({"src/maru/chassis/web.py": line}) != []
    assert business_in_the_chassis({"src/maru/erp/leave/service.py": line}) == []


def test_a_word_that_only_contains_a_business_noun_is_free() -> None:
    assert business_in_the_chassis({"src/maru/chassis/web.py": "reset = petite = velvet = leaver"}) == []
