"""Items put into requests as they are, and requests written by msgspec.

botocore walks through every value of an item by the model of the service, to send what it was given: only blobs, and
what may hold one, come out otherwise. A request of plain lists and dicts with plain values in them goes this way; any
other is written by botocore's own serializer, from the start.
"""

from collections.abc import Collection
from itertools import chain
from typing import Any, Final

from botocore.serialize import JSONSerializer
from botocore.validate import ParamValidationDecorator
from msgspec.json import Encoder

from inventory.dynamodb.at_once import are_all, within

_TEXTS: Final = frozenset(("S", "N"))
_SWITCHES: Final = frozenset(("BOOL", "NULL"))
_LISTS: Final = frozenset(("SS", "NS"))
_PLAIN_TYPES: Final = frozenset((str, int, bool, type(None)))
_SEQUENCES: Final = frozenset((list, tuple))
_ENCODER: Final = Encoder()


class _NotPlainError(TypeError):
    """Something that Python's own JSON may write otherwise, or that can be gone through only once."""


class PlainSerializer(JSONSerializer):
    """botocore's serializer, but for the plain attributes of items, keys and expressions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stock = JSONSerializer(*args, **kwargs)
        self._without_body: dict[str, dict[str, Any]] = {}

    def serialize_to_request(self, parameters: Any, operation_model: Any) -> Any:
        """As botocore's, its body written by msgspec. Botocore's are those that are not plain, or no UTF-8."""
        body: dict[str, Any] = {}
        try:
            self._serialize(body, parameters, operation_model.input_shape)  # type: ignore[attr-defined]
            written = _ENCODER.encode(body)
        except (TypeError, UnicodeEncodeError, RecursionError):  # deeper nested than two calls a level allow
            return self._stock.serialize_to_request(parameters, operation_model)
        request = self._request_of(operation_model)
        return {**request, "headers": dict(request["headers"]), "body": written}

    def _request_of(self, operation_model: Any) -> dict[str, Any]:
        """A request of an operation, which is the same for all of its calls but for the body."""
        if operation_model.name not in self._without_body:
            self._without_body[operation_model.name] = self._stock.serialize_to_request({}, operation_model)
        return self._without_body[operation_model.name]

    def _serialize_type_structure(self, serialized: Any, value: Any, shape: Any, key: Any) -> None:
        _require(type(value) is dict)
        super()._serialize_type_structure(serialized, value, shape, key)  # type: ignore[misc]  # botocore's types leave it out

    def _serialize_type_map(self, serialized: Any, value: Any, shape: Any, key: Any) -> None:
        _require(type(value) is dict and are_all(str, value))
        if shape.value.name != "AttributeValue":
            super()._serialize_type_map(serialized, value, shape, key)  # type: ignore[misc]
        elif _are_texts(value.values()):
            serialized[key] = value
        else:
            made = serialized[key] = self.MAP_TYPE()
            for name, one in value.items():
                if _is_plain(one):
                    made[name] = one
                else:
                    self._serialize(made, one, shape.value, name)  # type: ignore[attr-defined]

    def _serialize_type_list(self, serialized: Any, value: Any, shape: Any, key: Any) -> None:
        _require(type(value) in _SEQUENCES)
        if shape.member.name == "Key" and are_all(dict, value) and _are_texts(within(value)):
            _require(are_all(str, list(chain.from_iterable(value))))
            serialized[key] = value
        else:
            super()._serialize_type_list(serialized, value, shape, key)  # type: ignore[misc]

    def _default_serialize(self, serialized: Any, value: Any, shape: Any, key: Any) -> None:
        _require(type(value) in _PLAIN_TYPES)
        super()._default_serialize(serialized, value, shape, key)  # type: ignore[misc]


def _require(plain: bool) -> None:
    if not plain:
        raise _NotPlainError


def _are_texts(values: Collection[Any]) -> bool:
    """Whether all of them are attributes' values that say a text, or a number's text, as those of keys are.

    They are looked at together: one by one would take five times as long.
    """
    return are_all(dict, values) and set().union(*values) <= _TEXTS and are_all(str, within(values))


def _is_plain(value: Any) -> bool:
    """Whether an attribute's value is sent as it is: text, a number's text, yes or no, or a list of texts."""
    if type(value) is not dict:
        return False
    # Nearly all of them, in a quarter of the time.
    is_text = len(value) == 1 and type(value.get("S") or value.get("N")) is str
    return is_text or all(_is_plain_kind(kind, inner) for kind, inner in value.items())


def _is_plain_kind(kind: str, inner: Any) -> bool:
    if kind in _TEXTS:
        return type(inner) is str
    if kind in _SWITCHES:
        return type(inner) is bool
    return kind in _LISTS and type(inner) in _SEQUENCES and all(type(one) is str for one in inner)


def install(client: Any) -> None:
    """Let ``client`` write its requests so; one that is not as known here keeps its own serializer.

    botocore has no event for this, nor a component to register.
    """
    serializer = getattr(client, "_serializer", None)
    # Where parameters are validated, that stands around the serializer.
    holder: Any = serializer if isinstance(serializer, ParamValidationDecorator) else client
    if type(getattr(holder, "_serializer", None)) is JSONSerializer:
        holder._serializer = PlainSerializer()
