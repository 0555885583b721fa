"""Requests written as they are given, by msgspec.

botocore walks through every value of a request by the model of the service, to send what it was given: only blobs come
out otherwise. So a request of a data operation is looked over by that model in one pass, and written; what is a dict, a
list or a tuple of a class of its own, as what it holds. One with anything else in it (blobs, nulls, what JSON does not
have, members that the model does not name) is written by botocore's own serializer, from the start.
"""

from types import GenericAlias
from typing import Any, Final

from botocore.model import ListShape, MapShape, StructureShape
from botocore.serialize import JSONSerializer
from botocore.validate import ParamValidationDecorator
from msgspec import UNSET, Struct, UnsetType, ValidationError, convert, defstruct
from msgspec.json import Encoder

from inventory.dynamodb.plain_answers import DATA_OPERATIONS, Refused

_ENCODER: Final = Encoder()


class _Value(Struct, forbid_unknown_fields=True, gc=False):
    """An attribute's value under its kind, but for the kinds of blobs."""

    S: str | UnsetType = UNSET
    N: str | UnsetType = UNSET
    BOOL: bool | UnsetType = UNSET
    NULL: bool | UnsetType = UNSET
    M: "dict[str, _Value] | UnsetType" = UNSET
    L: "list[_Value] | UnsetType" = UNSET
    SS: list[str] | UnsetType = UNSET
    NS: list[str] | UnsetType = UNSET


_SCALARS: Final[dict[str, Any]] = {"string": str, "integer": int, "long": int, "boolean": bool}


class PlainSerializer(JSONSerializer):
    """botocore's serializer, but for plain requests of data operations. Safe under threads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kinds: dict[str, Any] = {"AttributeValue": _Value}
        self._without_body: dict[str, Any] = {}

    def serialize_to_request(self, parameters: Any, operation_model: Any) -> Any:
        """As botocore's, its body written by msgspec. Botocore's are those that are not plain, or no UTF-8."""
        if operation_model.name not in DATA_OPERATIONS:
            return super().serialize_to_request(parameters, operation_model)
        try:
            convert(parameters, self._kind_of(operation_model.input_shape))
            written = _ENCODER.encode(parameters)
        except (TypeError, ValidationError, UnicodeEncodeError, RecursionError):
            return super().serialize_to_request(parameters, operation_model)
        request = self._request_of(operation_model)
        return {**request, "headers": dict(request["headers"]), "body": written}

    def _request_of(self, operation_model: Any) -> Any:
        """A request of an operation, which is the same for all of its calls but for the body."""
        if operation_model.name not in self._without_body:
            self._without_body[operation_model.name] = super().serialize_to_request({}, operation_model)
        return self._without_body[operation_model.name]

    def _kind_of(self, shape: Any) -> Any:
        """What msgspec is to take a value of ``shape`` for."""
        if shape.name not in self._kinds:
            self._kinds[shape.name] = self._made_kind(shape)
        return self._kinds[shape.name]

    def _made_kind(self, shape: Any) -> Any:
        if isinstance(shape, StructureShape):
            members = [(name, self._kind_of(member) | UnsetType, UNSET) for name, member in shape.members.items()]
            return defstruct(shape.name, members, forbid_unknown_fields=True, gc=False)
        if isinstance(shape, ListShape):
            return GenericAlias(list, (self._kind_of(shape.member),))
        if isinstance(shape, MapShape):
            return GenericAlias(dict, (str, self._kind_of(shape.value)))
        return _SCALARS.get(shape.type_name, Refused)


def install(client: Any) -> None:
    """Let ``client`` write its requests so; one that is not as known here keeps its own serializer.

    botocore has no event for this, nor a component to register.
    """
    serializer = getattr(client, "_serializer", None)
    # Where parameters are validated, that stands around the serializer.
    holder: Any = serializer if isinstance(serializer, ParamValidationDecorator) else client
    if type(getattr(holder, "_serializer", None)) is JSONSerializer:
        holder._serializer = PlainSerializer()
