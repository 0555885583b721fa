"""Items put into requests as they are, and requests written by orjson.

botocore walks through every value of an item by the model of the service, to send what it was given: only blobs, and
what may hold one, come out otherwise.
"""

from typing import Any

import orjson
from botocore.serialize import JSONSerializer
from botocore.validate import ParamValidationDecorator

_PLAIN = frozenset(("S", "N", "BOOL", "NULL", "SS", "NS"))


class PlainSerializer(JSONSerializer):
    """botocore's serializer, but for the plain attributes of items, keys and expressions."""

    def serialize_to_request(self, parameters: Any, operation_model: Any) -> Any:
        """As botocore's, its body written by orjson. Text that UTF-8 cannot hold goes the stock way."""
        body: dict[str, Any] = {}
        self._serialize(body, parameters, operation_model.input_shape)  # type: ignore[attr-defined]
        try:
            written = orjson.dumps(body)
        except TypeError:
            return super().serialize_to_request(parameters, operation_model)
        return {**super().serialize_to_request({}, operation_model), "body": written}

    def _serialize_type_map(self, serialized: Any, value: Any, shape: Any, key: Any) -> None:
        if shape.value.name != "AttributeValue":
            super()._serialize_type_map(serialized, value, shape, key)  # type: ignore[misc]  # botocore's types leave it out
            return
        made = serialized[key] = self.MAP_TYPE()
        for name, one in value.items():
            if one.keys() <= _PLAIN:
                made[name] = one
            else:
                self._serialize(made, one, shape.value, name)  # type: ignore[attr-defined]

    def _serialize_type_list(self, serialized: Any, value: Any, shape: Any, key: Any) -> None:
        if shape.member.name == "Key" and all(one.keys() <= _PLAIN for each in value for one in each.values()):
            serialized[key] = value
        else:
            super()._serialize_type_list(serialized, value, shape, key)  # type: ignore[misc]


def install(client: Any) -> None:
    """Let ``client`` write its requests so; one that is not as known here keeps its own serializer.

    botocore has no event for this, nor a component to register.
    """
    serializer = getattr(client, "_serializer", None)
    # Where parameters are validated, that stands around the serializer.
    holder: Any = serializer if isinstance(serializer, ParamValidationDecorator) else client
    if type(getattr(holder, "_serializer", None)) is JSONSerializer:
        holder._serializer = PlainSerializer()
