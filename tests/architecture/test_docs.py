"""What the documents name exists: commands, targets, files, pictures."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import typer.main

from maru.cli import app
from tests.architecture.tree import ROOT, Law, Tree, Violations, checkout

HISTORY = "CHANGELOG.md"  # tells what once was
FENCE = re.compile(r"^```.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"[\w.@-]+(?:/[\w.@*-]+)+/?")
TARGET = re.compile(r"^([a-z][\w -]*):(?!=)", re.MULTILINE)


def targets_that_are_not_there(tree: Tree) -> Violations:
    known = {name for line in TARGET.findall(tree["Makefile"]) for name in line.split()}
    return [
        f"{path}: `make {words[1]}` is no target of the Makefile"
        for path, words in _commands(tree)
        if words[0] == "make"
        and len(words) > 1
        and re.fullmatch(r"[a-z-]+", words[1])
        and words[1] not in known
    ]


def commands_that_are_not_there(tree: Tree) -> Violations:
    return [
        f"{path}: `{' '.join(words)}`: {wrong}"
        for path, words in _commands(tree)
        if words[0] == "maru" and (wrong := _misread(_maru(), words[1:]))
    ]


def paths_that_are_not_there(tree: Tree) -> Violations:
    """A word in code that begins with a folder of the checkout names a file or a folder of it."""
    folders = {PurePosixPath(name).parts[0] for name in tree if "/" in name}
    return [
        f"{path}: `{word}` is not there"
        for path, text in _documents(tree)
        for code in (*SPAN.findall(text), *FENCE.findall(text))
        for word in PATH.findall(code)
        if word.split("/")[0] in folders and not _there(tree, word.rstrip("/."))
    ]


def links_that_lead_nowhere(tree: Tree) -> Violations:
    found = []
    for path, text in _documents(tree):
        for link in LINK.findall(FENCE.sub("", text)):
            if re.match(r"[a-z]+:|#", link):
                continue
            target = (ROOT / path).parent.joinpath(link.split("#")[0]).resolve()
            if not target.exists() or not target.is_relative_to(ROOT):
                found.append(f"{path}: the link to {link} leads nowhere")
    return found


def _documents(tree: Tree) -> Iterator[tuple[str, str]]:
    return ((path, text) for path, text in tree.items() if path.endswith(".md") and path != HISTORY)


def _commands(tree: Tree) -> Iterator[tuple[str, list[str]]]:
    """Each command line in the documents: a span of code, or a line of a block, without its comment."""
    for path, text in _documents(tree):
        lines = [line for block in FENCE.findall(text) for line in block.splitlines()]
        for line in (*lines, *SPAN.findall(FENCE.sub("", text))):
            for part in re.split(r"&&|\|\||;", line.split(" #")[0]):
                try:
                    words = shlex.split(part.strip().removeprefix("$ "))
                except ValueError:
                    continue  # half a quotation is prose, not a command
                while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                    words = words[1:]
                if words:
                    yield path, words


@cache
def _maru() -> Any:
    """Typer carries its own click, whose classes have no public name: hence no type."""
    return typer.main.get_command(app)


def _misread(command: Any, words: list[str]) -> str:
    """Why the command would not understand these words; nothing if it would."""
    options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    for at, word in enumerate(words):
        if word.startswith("-"):
            if word.split("=")[0] not in options | {"--help"}:
                return f"there is no option {word}"
        elif (known := getattr(command, "commands", None)) is not None:
            inner = known.get(word)
            return _misread(inner, words[at + 1 :]) if inner else f"there is no command {word}"
    return ""


def _there(tree: Tree, word: str) -> bool:
    pattern = re.compile(re.escape(word).replace(r"\*", r"[^/]*") + r"(/.*)?")
    return any(pattern.fullmatch(name) for name in tree) or (ROOT / word).exists()


@pytest.mark.parametrize(
    "law",
    [
        targets_that_are_not_there,
        commands_that_are_not_there,
        paths_that_are_not_there,
        links_that_lead_nowhere,
    ],
)
def test_the_checkout_keeps_the_law(law: Law) -> None:
    found = law(checkout())

    assert not found, "\n".join(found)


def document(text: str) -> Tree:
    return {**checkout(), "docs/imagined.md": text}


def seen(law: Law, text: str) -> bool:
    return any("imagined" in line for line in law(document(text)))


@pytest.mark.parametrize(
    ("law", "wrong", "right"),
    [
        (targets_that_are_not_there, "run `make coffee`", "run `make test`, and make coffee"),
        (
            targets_that_are_not_there,
            "```\nCI=true make coffee  # hot\n```",
            "```\nCI=true make test  # all\n```",
        ),
        (commands_that_are_not_there, "`maru brew`", "`maru up`"),
        (commands_that_are_not_there, "`maru up --brew`", "`maru up --no-open --port 9000`"),
        (paths_that_are_not_there, "see `src/maru/brew.py`", "see `src/maru/chassis/`"),
        (paths_that_are_not_there, "```\ncat tools/brew.py\n```", "`tools/*.py`"),
        (
            links_that_lead_nowhere,
            "[here](brew.md)",
            "[here](../README.md#start) and [there](https://a.example)",
        ),
        (links_that_lead_nowhere, "![a picture](images/brew.png)", "[up](#top)"),
    ],
)
def test_what_a_document_names_and_nobody_has_is_seen(law: Law, wrong: str, right: str) -> None:
    assert seen(law, wrong)
    assert not seen(law, right)


def test_every_document_is_reached_from_the_readme() -> None:
    """A page that nothing links to is read by nobody."""
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.exists():
            continue
        reached.add(page)
        if page.is_dir():
            waiting += page.glob("*.md")
        elif page.suffix == ".md":
            waiting += [
                (page.parent / link.split("#")[0]).resolve() for link in LINK.findall(page.read_text())
            ]

    assert {ROOT / path for path, _ in _documents(checkout()) if path.startswith("docs/")} <= reached
