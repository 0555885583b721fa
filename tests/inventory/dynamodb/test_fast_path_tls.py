"""TLS on the fast path: botocore shakes hands and trusts, the fast path goes through what it opened."""

import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.inventory.dynamodb import stub_engine
from tests.inventory.dynamodb.stub_engine import RESET, StubEngine, Wire, answer
from tests.inventory.dynamodb.two_ways import KEY, Ways, outcome, product_client, sent_by_stock, stock_client

GET = {"TableName": "T-1", "Key": KEY}
_START = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_END = datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass(frozen=True)
class Authority:
    """Who signs certificates here: nobody trusts it that is not told to."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def made(cls) -> "Authority":
        key = ec.generate_private_key(ec.SECP256R1())
        basics = x509.BasicConstraints(ca=True, path_length=0)
        return cls(
            key, _unsigned("Tests", key, "Tests").add_extension(basics, critical=True).sign(key, hashes.SHA256())
        )

    def bundle(self, folder: Path) -> str:
        file = folder / "authority.pem"
        file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return str(file)

    def context(self, folder: Path, name: x509.GeneralName) -> ssl.SSLContext:
        """A server's, with a certificate for ``name``."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([name])
        made = _unsigned("Engine", key, "Tests").add_extension(names, critical=False).sign(self.key, hashes.SHA256())
        file = folder / "engine.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _unsigned(subject: str, key: ec.EllipticCurvePrivateKey, issuer: str) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_START)
        .not_valid_after(_END)
    )


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.made()


@pytest.fixture
def tls(authority: Authority, tmp_path: Path, named_credentials: None) -> Iterator[StubEngine]:
    """The stub with a certificate for its address."""
    with stub_engine.running(authority.context(tmp_path, x509.IPAddress(ipaddress.ip_address("127.0.0.1")))) as engine:
        yield engine


@pytest.fixture
def trusted(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", authority.bundle(tmp_path))


def test_it_is_used_from_the_second_call_on(tls: StubEngine, trusted: None) -> None:
    ways = Ways.opened(tls, product_client(tls.url), stock_client(tls.url))
    tls.always(answer({"Item": {**KEY, "Text": {"S": "ü" * 50_000}}}))
    for _ in range(3):
        ways.agree()
    assert {request.connection for request in tls.requests[::2]} == {1}
    assert ways.agree("put_item", {"TableName": "T-1", "Item": {**KEY, "Text": {"S": "x" * 300_000}}})


@pytest.mark.parametrize("wire", [RESET, Wire(b"HTTP/1.1 20", "closes"), answer(b"", 503)])
def test_errors_are_botocores(tls: StubEngine, trusted: None, wire: Wire | bytes) -> None:
    ways = Ways.opened(tls, product_client(tls.url), stock_client(tls.url))
    tls.always(wire)
    ways.agree()


def test_what_arrives_that_is_no_tls_is_an_ssl_error(tls: StubEngine, trusted: None) -> None:
    ways = Ways.opened(tls, product_client(tls.url), stock_client(tls.url))
    tls.always(stub_engine.BROKEN_TLS)
    assert ways.agree()[0] == "botocore.exceptions.SSLError"


def test_who_is_not_trusted_gets_nothing(tls: StubEngine) -> None:
    _assert_refused(tls.url)
    assert tls.requests == []


def test_a_certificate_for_another_host_is_not_taken(
    authority: Authority, tmp_path: Path, named_credentials: None, trusted: None
) -> None:
    with stub_engine.running(authority.context(tmp_path, x509.DNSName("dynamodb.invalid"))) as engine:
        _assert_refused(engine.url)
        assert engine.requests == []


def _assert_refused(url: str) -> None:
    ours, stock = product_client(url), stock_client(url)
    sent = sent_by_stock(ours)
    for _ in range(2):
        told = outcome(ours.get_item, **GET)
        assert told[0] == "botocore.exceptions.SSLError"
        assert told[0] == outcome(stock.get_item, **GET)[0]
    assert len(sent) == 2
