"""What no tracked file may hold: places of one machine, secrets, marks of unfinished work."""

import re

import pytest

from tests.architecture.tree import ROOT, Law, Tree, Violations, checkout

# These hold examples of what is looked for.
EXAMPLES = ("tests/architecture/test_texts.py", "tests/architecture/test_skips.py")
CODE = (".py", ".ts", ".tsx", ".js", ".mjs", ".sh", ".toml", ".yaml", ".yml", ".tf", "Makefile", ".ci/run")
MAY_SKIP = ("conftest.py", "tests/servers.py")
UNFINISHED = re.compile(r"\b(TODO|FIXME|HACK|XXX)\b")
NOT_RUN = re.compile(
    r"mark\.(skip|xfail)|unittest\.skip|importorskip|pytest\.xfail|\b(it|test|describe)\.(skip|todo|only|fixme)\b"
)
SKIP_CALL = re.compile(r"pytest\.skip\(")
HOSTS = re.compile(
    r"registry\.(npmjs|yarnpkg)|pypi\.org|files\.pythonhosted|repo1?\.maven|proxy\.golang|deb\.debian"
    r"|archive\.ubuntu|artifactory|npmmirror",
    re.IGNORECASE,
)
HOMES = re.compile(r"(?<![\w.}/~*-])/(home|Users)/\w[\w.-]*/|(?<![\w.}/~*-])/root/\w|\b[A-Z]:\\\\?Users\\")
SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{16}"),
    "a key of AWS": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{40,}"),
    "a token of a chat": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{20,}"),
    "a signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{20,}"),
    "a key of a provider": re.compile(r"\bsk-[A-Za-z0-9_-]{20,}|\bsk_live_\w{16,}|\bAIza[\w-]{35}\b"),
    "a password in an address": re.compile(
        r"\w+://[\w.-]+:(?!password\b|secret\b)[^\s@/:{}$<>'\"]{8,}@[\w.-]+\.\w"
    ),
    "a secret written down": re.compile(
        r"(?i)(password|passwd|secret|api_?key|access_?token|client_?secret)\w*[\"']?\s*[:=]\s*[\"']"
        r"(?=[^\"'\s]*\d)(?=[^\"'\s]*[a-z])[^\"'\s{}$<>/]{20,}[\"']"
    ),
}
LOCKS = ("requirements/", "web/package-lock.json")


def unfinished(tree: Tree) -> Violations:
    return _lines(tree, UNFINISHED, "finish it or write an issue", CODE)


def silent_tests(tree: Tree) -> Violations:
    """A machine that lacks a server skips in a fixture, which says what to install; no test decides it."""
    outside = {path: text for path, text in tree.items() if not path.endswith(MAY_SKIP)}
    return _lines(tree, NOT_RUN, "a test runs or is deleted", CODE) + _lines(
        outside, SKIP_CALL, f"only a fixture in {' or '.join(MAY_SKIP)} may skip", CODE
    )


def places_of_one_machine(tree: Tree) -> Violations:
    here = re.compile(rf"(?<![\w.}}~*/-]){re.escape(str(ROOT))}(?![\w-])")
    own = _lines(tree, here, "a path of this machine") if len(ROOT.parts) > 2 else []
    return own + _lines(tree, HOMES, "a path of one machine") + _lines(tree, HOSTS, "the host of a registry")


def secrets(tree: Tree) -> Violations:
    plain = {path: text for path, text in tree.items() if not path.startswith(LOCKS)}
    return [hit for what, pattern in SECRETS.items() for hit in _lines(plain, pattern, f"looks like {what}")]


def _lines(tree: Tree, pattern: re.Pattern[str], why: str, kinds: tuple[str, ...] = ("",)) -> Violations:
    return [
        f"{path}:{text.count(chr(10), 0, hit.start()) + 1}: {why}"
        for path, text in tree.items()
        if path.endswith(kinds) and path not in EXAMPLES
        for hit in pattern.finditer(text)
    ]


@pytest.mark.parametrize("law", [unfinished, silent_tests, places_of_one_machine, secrets])
def test_the_checkout_keeps_the_law(law: Law) -> None:
    found = law(checkout())

    assert not found, "\n".join(found)


@pytest.mark.parametrize("mark", ["TODO", "FIXME"])
def test_a_mark_of_unfinished_work_is_seen(mark: str) -> None:
    assert unfinished({"src/maru/main.py": f"# {mark} later"}) == [
        "src/maru/main.py:1: finish it or write an issue"
    ]


@pytest.mark.parametrize("line", ["@pytest.mark.skip", "pytest.skip('no')", "it.skip('a')", "describe.only("])
def test_a_test_that_does_not_run_is_seen(line: str) -> None:
    assert silent_tests({"tests/test_a.py": line}) != []


def test_a_fixture_may_say_what_a_machine_lacks() -> None:
    assert silent_tests({"tests/adapters/conftest.py": "pytest.skip('install mariadb')"}) == []


@pytest.mark.parametrize(
    "line",
    [
        f'open("{ROOT}/data")',
        "cd /home/mina/maru",
        "/Users/mina/maru",
        "/root/x",
        "https://pypi.org/simple",
        "https://registry.npmjs.org/react",
    ],
)
def test_a_place_of_one_machine_is_seen(line: str) -> None:
    assert places_of_one_machine({"docs/how-to/start.md": line}) != []


@pytest.mark.parametrize(
    "line", ["/usr/bin/env", "GET /api/v2/erp/home/today", "src/maru", "src/app/Users/list.tsx"]
)
def test_what_holds_on_every_machine_is_free(line: str) -> None:
    assert places_of_one_machine({"docs/how-to/start.md": line}) == []


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG",
        "AKIAABCDEFGHIJKLMNOP",
        "ghp_" + "a1" * 18,
        "eyJhbGciOiJFUzI1NiIsInR5.eyJzdWIiOiIxMjM0NTY3ODkw.c2lnbmF0dXJlc2lnbmF0dXJl",
        "mysql://maru:h4rdt0gu3ss@db.example",
        'client_secret = "9f8a7b6c5d4e3f2a1b0c9d8e"',
    ],
)
def test_a_secret_is_seen(line: str) -> None:
    assert secrets({"src/maru/chassis/settings.py": line}) != []


@pytest.mark.parametrize(
    "line",
    [
        "mysql://user:password@host:3306/maru",
        'password = "a-demo-phrase"',
        "secret: SecretStr",
        'api_key = ""',
    ],
)
def test_an_example_is_no_secret(line: str) -> None:
    assert secrets({"docs/how-to/configure.md": line}) == []
