"""Signature Version 4 of requests to DynamoDB, with the signing key kept for the day it holds.

The rule: AWS Identity and Access Management User Guide, "Create a signed AWS API request". botocore derives the key for
each request anew, and looks for query strings, streams and header names that DynamoDB's requests never have.
"""

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass

from botocore.auth import SIGNED_HEADERS_BLACKLIST
from botocore.credentials import ReadOnlyCredentials

_ALGORITHM = "AWS4-HMAC-SHA256"
_UNSIGNED = frozenset(SIGNED_HEADERS_BLACKLIST)
_Scope = tuple[str, str, str]


@dataclass(frozen=True)
class _Key:
    secret: str
    scope: _Scope
    key: bytes


class Signer:
    """Signs POST requests to the path ``/`` of one service in one region. Safe under threads."""

    def __init__(self, service: str, region: str) -> None:
        self._service, self._region = service, region
        self._last: _Key | None = None

    def signed(
        self,
        headers: Mapping[str, str],
        body: bytes,
        credentials: ReadOnlyCredentials,
        now: float | None = None,
    ) -> dict[str, str]:
        """The headers to send: those given (``Host`` must be one), and those of the signature.

        All are signed but those that botocore leaves out, as they may change on the way.

        ``now`` is in seconds since 1970.
        """
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
        made = {**headers, "X-Amz-Date": moment}
        if credentials.token:
            made["X-Amz-Security-Token"] = credentials.token
        names, request = _canonical(made, body)
        scope = (moment[:8], self._region, self._service)
        place = f"{'/'.join(scope)}/aws4_request"
        text = f"{_ALGORITHM}\n{moment}\n{place}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = hmac.digest(self._key(str(credentials.secret_key), scope), text.encode(), "sha256").hex()
        made["Authorization"] = (
            f"{_ALGORITHM} Credential={credentials.access_key}/{place}, SignedHeaders={names}, Signature={signature}"
        )
        return made

    def _key(self, secret: str, scope: _Scope) -> bytes:
        last = self._last
        if last is None or (last.secret, last.scope) != (secret, scope):
            key = f"AWS4{secret}".encode()
            for part in (*scope, "aws4_request"):
                key = hmac.digest(key, part.encode(), "sha256")
            self._last = last = _Key(secret, scope, key)
        return last.key


def _canonical(headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """The names of the signed headers, and the request as it is signed."""
    lowered = ((name.lower(), " ".join(value.split())) for name, value in headers.items())
    lines = sorted(line for line in lowered if line[0] not in _UNSIGNED)
    names = ";".join(name for name, _ in lines)
    listed = "".join(f"{name}:{value}\n" for name, value in lines)
    return names, f"POST\n/\n\n{listed}\n{names}\n{hashlib.sha256(body).hexdigest()}"
