"""Named points where a process may be made to die, for the tests that prove what is left afterwards.

Nothing in the product arms them: a test that starts a process of its own does, in that process.
"""

from collections.abc import Callable
from typing import Final

POINTS: Final = (
    "commit.before",
    "commit.after",
    "publish.before",
    "inbox.before",
    "effect.before",
    "effect.after",
    "acknowledge.before",
    "acknowledge.after",
    "publish.after",
)

_armed: Callable[[str], None] | None = None


def arm(hook: Callable[[str], None] | None) -> None:
    """From here on, call `hook` with the name of each point that is reached."""
    global _armed
    _armed = hook


def reach(point: str) -> None:
    if _armed is not None:
        _armed(point)
