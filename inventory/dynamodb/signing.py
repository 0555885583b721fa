"""Signature Version 4 of requests to DynamoDB, with the key of the day and the heads of the last requests kept.

The rule: AWS Identity and Access Management User Guide, "Create a signed AWS API request". botocore derives the key for
each request anew, and looks for query strings, streams and header names that DynamoDB's requests never have.
"""

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from botocore.auth import SIGNED_HEADERS_BLACKLIST
from botocore.credentials import ReadOnlyCredentials

_ALGORITHM = "AWS4-HMAC-SHA256"
_UNSIGNED = frozenset(SIGNED_HEADERS_BLACKLIST)
_Scope = tuple[str, str, str]


@dataclass(frozen=True)
class _Key:
    """The signing key of a day; ``begun`` is a digest with it and nothing else yet, to be copied."""

    secret: str
    scope: _Scope
    begun: hmac.HMAC


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
        names, head = _canonical_head(tuple(made.items()))
        request = head + hashlib.sha256(body).hexdigest()
        scope = (moment[:8], self._region, self._service)
        place = f"{'/'.join(scope)}/aws4_request"
        text = f"{_ALGORITHM}\n{moment}\n{place}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = self._begun(str(credentials.secret_key), scope).copy()
        signature.update(text.encode())
        made["Authorization"] = (
            f"{_ALGORITHM} Credential={credentials.access_key}/{place}, "
            f"SignedHeaders={names}, Signature={signature.hexdigest()}"
        )
        return made

    def _begun(self, secret: str, scope: _Scope) -> hmac.HMAC:
        last = self._last
        if last is None or (last.secret, last.scope) != (secret, scope):
            key = f"AWS4{secret}".encode()
            for part in (*scope, "aws4_request"):
                key = hmac.digest(key, part.encode(), "sha256")
            self._last = last = _Key(secret, scope, hmac.new(key, digestmod="sha256"))
        return last.begun


@lru_cache(maxsize=64)  # the date among them goes on by seconds
def _canonical_head(headers: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """The names of the signed headers, and the request as it is signed up to the digest of its body."""
    lowered = ((name.lower(), " ".join(value.split())) for name, value in headers)
    lines = sorted(line for line in lowered if line[0] not in _UNSIGNED)
    names = ";".join(name for name, _ in lines)
    listed = "".join(f"{name}:{value}\n" for name, value in lines)
    return names, f"POST\n/\n\n{listed}\n{names}\n"
