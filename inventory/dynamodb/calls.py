"""One call on the table, tried again for as long as that is harmless."""

from typing import Any

from inventory.dynamodb.backoff import CALL_DEADLINE, Deadline
from inventory.dynamodb.connection import Connection
from inventory.dynamodb.failures import may_repeat, translated
from inventory.dynamodb.plain_answers import TAKES_UNREAD
from inventory.errors import EngineUnavailable
from inventory.settings import Settings


class Caller:
    """Speaks to one table. Nothing is connected before the first call."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings.from_env()
        self.table_name = self.settings.table_name
        self._connection = Connection(self.settings)

    def call(self, operation: str, method: str, *, patience: float = CALL_DEADLINE, **params: Any) -> dict[str, Any]:
        """One raw call on this table; ``params`` and the answer in wire form, its rows a sequence.

        A throttled call, and a lost one of those that may be repeated, is tried again for ``patience`` seconds, and
        once at least: an answer that does not come takes longer than a moment.
        """
        deadline, again = Deadline(patience), False
        while True:
            try:
                return self._call_once(operation, method, params)
            except EngineUnavailable as error:
                if not may_repeat(operation, error) or (not deadline.wait() and again):
                    raise
                again = True

    def _call_once(self, operation: str, method: str, params: dict[str, Any]) -> dict[str, Any]:
        before = TAKES_UNREAD.set(True)
        try:
            with translated(operation, self.table_name):
                answer: dict[str, Any] = getattr(self._connection.boto, method)(**params)
                return answer
        finally:
            TAKES_UNREAD.reset(before)
