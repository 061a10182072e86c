"""On the build server a test that did not run is a failure."""

import pytest

ALONE = ("-p", "tests.skips", "-p", "no:cacheprovider", "-p", "no:asyncio", "-p", "no:xdist")
SKIPPED = """
import pytest

@pytest.fixture
def server():
    pytest.skip("install the server")

def test_that_needs_it(server): ...

def test_that_does_not(): ...
"""

pytest_plugins = ["pytester"]


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(SKIPPED)
    return pytester


def test_a_skip_is_shown_with_its_reason_and_passes_at_home(suite: pytest.Pytester) -> None:
    suite.runpytest(*ALONE).assert_outcomes(passed=1, skipped=1)


def test_a_skip_fails_with_its_reason_where_none_is_allowed(suite: pytest.Pytester) -> None:
    result = suite.runpytest(*ALONE, "--forbid-skips")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*skipped where nothing may be: *install the server*"])


def test_a_module_that_skips_itself_fails_where_none_is_allowed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\npytest.skip('no server', allow_module_level=True)")

    assert pytester.runpytest(*ALONE, "--forbid-skips").ret != 0
