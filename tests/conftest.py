"""What every test shares. Fixtures stand beside the tests that use them."""

pytest_plugins = ["tests.skips", "tests.servers"]
