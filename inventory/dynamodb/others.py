"""Whether others hang on botocore's events where the fast path would pass them by.

Handlers of the layers that it leaves out would not be heard: the calls they are about are botocore's.
"""

from typing import Any, Final, NamedTuple

_LEFT_OUT: Final = (
    *("request-created", "choose-signer", "before-sign"),
    *("before-parse", "response-received", "needs-retry"),
)
# Botocore's own, whose work the fast path does, or which have nothing to do where there are no second attempts.
_ITS_OWN: Final = frozenset(
    (
        "MaxAttemptsSeeder.seed_max_attempts",
        "RequestSigner.handler",
        "RetryHandler.needs_retry",
        "UserAgentString.rebuild_and_replace_user_agent_handler",
        "_set_auth_scheme_preference_signer",
        "add_retry_headers",
        "set_operation_specific_signer",
    )
)


class Heard(NamedTuple):
    """Of an operation: whether others hear of it where the fast path is silent, just before it is sent, and before its
    address is known."""

    elsewhere: bool
    before_send: bool
    addresses: bool


class Others:
    """Who hangs on a client's events. Safe under threads."""

    def __init__(self, client: Any) -> None:
        self._events = client.meta.events
        # The emitter's own memory, which it makes anew whenever somebody comes or goes; and what was seen then.
        self._seen: tuple[Any, dict[str, Heard]] = (None, {})

    def heard(self, operation: str) -> Heard:
        """Who hears of calls of ``operation`` now. Raises AttributeError where botocore is another."""
        emitter = self._events._emitter
        memory, known = self._seen
        if memory is not emitter._lookup_cache:
            memory, known = self._seen = (emitter._lookup_cache, {})
        if operation not in known:
            known[operation] = _look(emitter, operation)
        return known[operation]

    def hear_of_addresses(self) -> bool:
        """Whether others have a say in where calls go; yes where botocore is another."""
        try:
            return self.heard("").addresses
        except AttributeError:
            return True


def _look(emitter: Any, operation: str) -> Heard:
    def handlers(event: str) -> Any:
        return emitter._handlers.prefix_search(f"{event}.dynamodb.{operation}")

    strange = any(getattr(each, "__qualname__", "") not in _ITS_OWN for event in _LEFT_OUT for each in handlers(event))
    return Heard(strange, bool(handlers("before-send")), bool(handlers("before-endpoint-resolution")))
