"""Waiting before trying again, up to a deadline: full jitter, growing where the table is busy."""

import random
import time

# Full jitter, as "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015) finds best under contention.
FIRST_WAIT = 0.005
LONGEST_WAIT = 0.25
WRITE_DEADLINE = 20.0
CALL_DEADLINE = 1.0
# Who is in the midst of a whole table would have to begin anew.
SCAN_DEADLINE = 20.0
# The share of what is left until the deadline that is waited for at most in one go.
PATIENCE = 0.15


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
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(self._attempts, 10))
        self._attempts += 1
        return self._sleep(longest)

    def pause(self, longest: float) -> bool:
        """As ``wait``, but for up to ``longest`` seconds whatever the attempts, and less the nearer the deadline is.

        Who has waited long comes more often than who has just begun.
        """
        return self._sleep(min(longest, PATIENCE * self.left()))

    def _sleep(self, longest: float) -> bool:
        left = self.left()
        if not left:
            return False
        time.sleep(min(left, random.uniform(0, longest)))  # noqa: S311 - spreads load, guards nothing
        return True
