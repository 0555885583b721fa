"""Signatures are those that botocore would make."""

import datetime
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from botocore import auth
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from hypothesis import given
from hypothesis import strategies as st

from inventory.dynamodb.signing import Signer
from tests.inventory.dynamodb.two_ways import at_once

NOON = 1_783_339_200.0
HEADERS = {
    "X-Amz-Target": "DynamoDB_20120810.GetItem",
    "Content-Type": "application/x-amz-json-1.0",
    "Host": "dynamodb.eu-west-1.amazonaws.com",
}
FIRST = ReadOnlyCredentials("AKID", "secret", None)
_NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,20}", fullmatch=True)
_CREDENTIALS = st.builds(
    ReadOnlyCredentials,
    st.from_regex(r"[A-Z0-9]{4,20}", fullmatch=True),
    st.text(min_size=1, max_size=40),
    st.none() | st.just("") | st.from_regex(r"[A-Za-z0-9+/=]{1,60}", fullmatch=True),
)
# From 1970 to 2100, many of them at the edge of a day.
_TIMES = st.floats(0, 4_102_444_800) | st.integers(0, 47_482).flatmap(
    lambda day: st.sampled_from([day * 86_400, day * 86_400 + 86_399.9])
)


def botocores(
    service: str, region: str, headers: dict[str, str], body: bytes, credentials: ReadOnlyCredentials, now: float
) -> dict[str, str]:
    """The headers as botocore leaves them."""
    url = f"https://{headers['Host']}/"
    request = AWSRequest("POST", url, headers=dict(headers), data=body)
    then = datetime.datetime.fromtimestamp(int(now), datetime.UTC)
    with mock.patch.object(auth, "get_current_datetime", return_value=then):
        SigV4Auth(credentials, service, region).add_auth(request)
    return dict(request.headers.items())


@given(
    st.binary(max_size=300),
    st.sampled_from(["dynamodb", "dax"]),
    _NAMES,
    _CREDENTIALS,
    _TIMES,
    st.dictionaries(st.just("X-More") | st.just("amz-sdk-request"), st.text(" \tab1=;", max_size=20)),
)
def test_any_request_is_signed_as_by_botocore(
    body: bytes, service: str, region: str, credentials: ReadOnlyCredentials, now: float, more: dict[str, str]
) -> None:
    headers = {**HEADERS, **more}
    signed = Signer(service, region).signed(headers, body, credentials, now)
    assert signed == botocores(service, region, headers, body, credentials, now)


@given(st.lists(st.tuples(_CREDENTIALS, _TIMES, st.binary(max_size=5)), min_size=2, max_size=6))
def test_one_signer_follows_changing_credentials_and_days(
    turns: list[tuple[ReadOnlyCredentials, float, bytes]],
) -> None:
    signer = Signer("dynamodb", "eu-west-1")
    for credentials, now, body in (*turns, *turns):
        expected = botocores("dynamodb", "eu-west-1", HEADERS, body, credentials, now)
        assert signer.signed(HEADERS, body, credentials, now) == expected


def test_the_key_is_made_anew_when_the_day_ends() -> None:
    signer = Signer("dynamodb", "eu-west-1")
    midnight = NOON - NOON % 86_400 + 86_400
    for now in (midnight - 1, midnight - 0.001, midnight, midnight + 1, midnight - 1):
        assert signer.signed(HEADERS, b"{}", FIRST, now) == botocores(
            "dynamodb", "eu-west-1", HEADERS, b"{}", FIRST, now
        )


@pytest.mark.parametrize("name", [*auth.SIGNED_HEADERS_BLACKLIST, "X-Amzn-Trace-Id", "User-Agent"])
def test_what_may_change_on_the_way_is_not_signed(name: str) -> None:
    headers = {**HEADERS, name: "Root=1-2"}
    signed = Signer("dynamodb", "eu-west-1").signed(headers, b"{}", FIRST, NOON)
    assert signed == botocores("dynamodb", "eu-west-1", headers, b"{}", FIRST, NOON)
    assert "SignedHeaders=content-type;host;x-amz-date;x-amz-target," in signed["Authorization"]


def test_the_time_is_now_unless_it_is_given() -> None:
    # The clock that is cheap to read may be a few milliseconds behind.
    before = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(milliseconds=50)).replace(microsecond=0)
    stamp = Signer("dynamodb", "eu-west-1").signed(HEADERS, b"{}", FIRST)["X-Amz-Date"]
    signed_at = datetime.datetime.strptime(stamp, auth.SIGV4_TIMESTAMP).replace(tzinfo=datetime.UTC)
    assert before <= signed_at <= datetime.datetime.now(datetime.UTC)


def test_the_headers_given_stay_as_they_are() -> None:
    given_headers = dict(HEADERS)
    signed = Signer("dynamodb", "eu-west-1").signed(given_headers, b"{}", FIRST, NOON)
    assert given_headers == HEADERS
    assert HEADERS.items() <= signed.items()


def test_threads_with_credentials_of_their_own_share_a_signer() -> None:
    signer = Signer("dynamodb", "eu-west-1")

    def signs(number: int) -> Callable[[], Any]:
        credentials = ReadOnlyCredentials(f"AKID{number}", f"secret{number}", None)
        expected = botocores("dynamodb", "eu-west-1", HEADERS, b"{}", credentials, NOON)
        return lambda: all(signer.signed(HEADERS, b"{}", credentials, NOON) == expected for _ in range(300))

    assert at_once([signs(number) for number in range(8)]) == [True] * 8
