"""What botocore raises, told in the words of this package."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
)
from botocore.exceptions import (
    ConnectionError as BotoConnectionError,
)
from botocore.parsers import ResponseParserError

from inventory.dynamodb.wire import WireItem
from inventory.errors import ConditionRefused, EngineUnavailable, InventoryError, OutcomeUnknown, TableMissing

CONDITION = "ConditionalCheckFailed"
UNTOUCHED = "None"
_THROTTLES = {
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
    "LimitExceededException",
}
_SERVER_FAULTS = {"InternalServerError", "InternalFailure", "ServiceUnavailable"}
_UNSIGNED = {
    "UnrecognizedClientException",
    "InvalidSignatureException",
    "ExpiredTokenException",
    "AccessDeniedException",
}
_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}


@dataclass(frozen=True)
class Reason:
    """Why one action of a transaction was refused: DynamoDB's code, and the row as it is (wire form)."""

    code: str
    item: WireItem | None


class TransactionRefused(InventoryError, ClientError):
    """A cancelled transaction. ``reasons`` has one entry an action, in the order they were sent."""

    def __init__(self, error: ClientError) -> None:
        ClientError.__init__(self, error.response, error.operation_name)
        found: list[Mapping[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
        self.reasons = tuple(Reason(r.get("Code", UNTOUCHED), r.get("Item")) for r in found)

    @property
    def by_condition(self) -> bool:
        return any(reason.code == CONDITION for reason in self.reasons)

    @property
    def passing(self) -> bool:
        """True where only others' haste was in the way, and the same again may pass."""
        codes = {reason.code for reason in self.reasons} - {UNTOUCHED}
        return bool(codes) and codes <= _THROTTLES | {"TransactionConflict", "DuplicateItem"}


class ConditionFailed(ConditionRefused):
    """The condition of a single write was not met. ``item`` is the row as it is, in wire form, or None."""

    def __init__(self, error: ClientError) -> None:
        super().__init__("the stored item does not meet the condition", error.operation_name)
        self.item: WireItem | None = error.response.get("Item")  # type: ignore[assignment]


class Throttled(EngineUnavailable, ClientError):
    """The table takes no more for the moment; nothing was applied."""

    def __init__(self, error: ClientError) -> None:
        ClientError.__init__(self, error.response, error.operation_name)

    def __str__(self) -> str:
        return "the stock database takes no more requests right now; nothing was changed, try again"


@contextmanager
def translated(operation: str, table_name: str) -> Iterator[None]:
    """Turn what botocore raises inside into errors of this package; what is not known passes as it is."""
    try:
        yield
    except ClientError as error:
        raise _of_client_error(error, operation, table_name) from error
    except (NoCredentialsError, NoRegionError) as error:
        raise EngineUnavailable(
            f"{error}. For Amazon DynamoDB give AWS credentials; for the embedded engine set INVENTORY_ENGINE=auto"
        ) from error
    except (BotoConnectionError, HTTPClientError) as error:
        raise _unanswered(operation, error) from error
    except ResponseParserError as error:
        raise EngineUnavailable(f"what answers there does not speak DynamoDB: {_shortened(error)}") from error
    except ParamValidationError:  # a mistake in the calling code, not in how the database is reached
        raise
    except BotoCoreError as error:
        raise EngineUnavailable(f"the stock database cannot be reached: {error}") from error


def _of_client_error(error: ClientError, operation: str, table_name: str) -> Exception:
    code = error.response["Error"].get("Code", "")
    if code in _THROTTLES:
        return Throttled(error)
    if code in _SERVER_FAULTS or error.response["ResponseMetadata"].get("HTTPStatusCode", 0) >= 500:
        return _unanswered(operation, error)
    if code.isdigit():  # an HTTP status in place of one of DynamoDB's own codes
        return EngineUnavailable(f"what answers there does not speak DynamoDB: {_shortened(error)}")
    known = _KNOWN.get(code)
    return known(error, table_name) if known else error


def _shortened(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 160 else f"{text[:157]}..."


def _unanswered(operation: str, error: ClientError | BotoCoreError) -> EngineUnavailable:
    # A write whose answer is missing may have been applied.
    if operation in _WRITES:
        return OutcomeUnknown(f"no answer to {operation}: it is not known whether it was applied ({error})")
    return EngineUnavailable(f"the stock database cannot be reached ({error})")


_KNOWN: dict[str, Callable[[ClientError, str], Exception]] = {
    "ConditionalCheckFailedException": lambda error, _: ConditionFailed(error),
    "TransactionCanceledException": lambda error, _: TransactionRefused(error),
    "ResourceNotFoundException": lambda _, table: TableMissing(table),
} | dict.fromkeys(
    _UNSIGNED,
    lambda error, _: EngineUnavailable(f"AWS refused the credentials ({error})"),
)


# Transactions are repeated by ``transactions.commit``, which knows their witness.
_REPEATABLE = {"GetItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem", "DescribeTimeToLive"}


def may_repeat(operation: str, error: Exception) -> bool:
    """Whether a call that failed so may simply be made again."""
    if isinstance(error, TableMissing):
        return False
    return operation in _REPEATABLE or (isinstance(error, Throttled) and operation != "TransactWriteItems")
