"""Waiting before trying again: full jitter, growing, up to a deadline."""

import random
import time

# Full jitter, as "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015) finds best under contention.
FIRST_WAIT = 0.005
LONGEST_WAIT = 0.25
WRITE_DEADLINE = 20.0
CALL_DEADLINE = 1.0


class Deadline:
    """Counts attempts and time from its making. ``seconds`` is how long trying again makes sense."""

    def __init__(self, seconds: float = WRITE_DEADLINE) -> None:
        self._ends = time.monotonic() + seconds
        self._attempts = 0

    def left(self) -> float:
        """Seconds until the deadline, not less than none."""
        return max(0.0, self._ends - time.monotonic())

    def wait(self) -> bool:
        """Sleep before the next attempt. False, at once, where the deadline is past."""
        left = self.left()
        if not left:
            return False
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(self._attempts, 10))
        time.sleep(min(left, random.uniform(0, longest)))  # noqa: S311 - spreads load, guards nothing
        self._attempts += 1
        return True
