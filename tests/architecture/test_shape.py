"""Files stay small, and are called what they are."""

import re
from pathlib import PurePosixPath

import pytest

from tests.architecture.tree import Law, Tree, Violations, checkout

BUDGET = 400
COUNTED = (".py", ".ts", ".tsx", ".tf")
GENERATED = re.compile(r"generated|\.gen\.|routeTree|/locales/")
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}
# Words of the field that end in a figure: everything else that does is a second attempt beside the first.
FIELD_WORDS = {"oauth2", "argon2", "utf8", "rfc9457", "sha256", "base64", "base32", "ed25519", "es256"}
SECOND_TRY = re.compile(r"^(?P<first>.*[a-z])_?[2-9]$|_(new|old|copy|final|v\d+)$")


def too_long(tree: Tree) -> Violations:
    return [
        f"{path}: {lines} lines, {BUDGET} are allowed; split it by noun"
        for path, text in tree.items()
        if path.endswith(COUNTED) and not GENERATED.search(path) and (lines := text.count("\n")) > BUDGET
    ]


def empty_names(tree: Tree) -> Violations:
    return [
        f"{path}: `{part}` says nothing about what is inside"
        for path in tree
        if path.endswith(COUNTED)
        for part in (*PurePosixPath(path).parts[:-1], PurePosixPath(path).name.split(".")[0])
        if part.lower() in SAYS_NOTHING
    ]


def second_tries(tree: Tree) -> Violations:
    stems = ((path, PurePosixPath(path).name.split(".")[0]) for path in tree if path.endswith(COUNTED))
    return [
        f"{path}: a second attempt beside the first; name it by what it holds"
        for path, stem in stems
        if SECOND_TRY.search(stem) and not any(stem.endswith(word) for word in FIELD_WORDS)
    ]


@pytest.mark.parametrize("law", [too_long, empty_names, second_tries])
def test_the_checkout_keeps_the_law(law: Law) -> None:
    found = law(checkout())

    assert not found, "\n".join(found)


def test_a_file_of_one_line_too_many_is_seen_unless_it_is_generated() -> None:
    long = "x = 1\n" * (BUDGET + 1)

    assert too_long({"src/maru/erp/leave/domain.py": long, "web/src/a.tsx": long}) != []
    assert too_long({"web/src/shared/api/schema.gen.ts": long, "web/src/b.ts": "x\n" * BUDGET}) == []


@pytest.mark.parametrize(
    "path", ["src/maru/chassis/utils.py", "web/src/common/date.ts", "web/src/helpers.test.ts"]
)
def test_a_name_that_says_nothing_is_seen(path: str) -> None:
    assert empty_names({path: ""}) != []


@pytest.mark.parametrize(
    "path", ["src/maru/erp/leave/service2.py", "src/store_2.py", "web/src/form-v2_old.tsx"]
)
def test_a_second_attempt_is_seen(path: str) -> None:
    assert second_tries({path: ""}) != []


def test_a_word_of_the_field_that_ends_in_a_figure_is_no_second_attempt() -> None:
    assert (
        second_tries({"src/maru/identity/argon2.py": "", "tests/erp/test_w16.py": "", "a/0002_seats.py": ""})
        == []
    )
