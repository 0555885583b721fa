"""A given address is looked up once.

botocore works out the address of each call by rules, for which it looks through all tables that the call names. By the
rules of DynamoDB an address that is given is the address of every call, whatever else it says.
"""

from typing import Any

from botocore.regions import EndpointResolverBuiltins, EndpointRulesetResolver

from inventory.dynamodb.others import Others


class KnownAddress:
    """In the place of botocore's resolver: asks that at first, and wherever others have a say. Safe under threads."""

    def __init__(self, resolver: Any, others: Others) -> None:
        self._resolver, self._others = resolver, others
        self._known: Any = None

    def construct_endpoint(self, operation_model: Any, call_args: Any, request_context: Any) -> Any:
        """As botocore's. Raises what it raises, each time."""
        if self._others.hear_of_addresses():
            return self._resolver.construct_endpoint(operation_model, call_args, request_context)
        if self._known is None:
            self._known = self._resolver.construct_endpoint(operation_model, call_args, request_context)
        return self._known

    def __getattr__(self, name: str) -> Any:
        return getattr(self._resolver, name)


def install(client: Any) -> None:
    """Let ``client`` look up its address once, if it was given one and is as known here.

    botocore has no event for this, nor a component to register.
    """
    resolver = getattr(client, "_ruleset_resolver", None)
    if type(resolver) is EndpointRulesetResolver and _is_given(resolver):
        client._ruleset_resolver = KnownAddress(resolver, Others(client))


def _is_given(resolver: Any) -> bool:
    return getattr(resolver, "_builtins", {}).get(EndpointResolverBuiltins.SDK_ENDPOINT) is not None
