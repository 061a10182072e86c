"""What others may know of attendance."""

from collections.abc import Sequence
from typing import Protocol


class Attendance(Protocol):
    async def counts(self, employee_ids: Sequence[int]) -> dict[int, int]:
        """How many days each of them attended, ever; 0 for those who never did."""
        ...
