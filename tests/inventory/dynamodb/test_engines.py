"""Which engine is chosen, and that each one that is installed serves."""

import os
from pathlib import Path

import pytest

from inventory.dynamodb import engine, engines
from inventory.errors import EngineUnavailable
from inventory.settings import Settings

KINDS = list(engines.ENGINES)


def without(monkeypatch: pytest.MonkeyPatch, *missing: str) -> None:
    for name in missing:
        monkeypatch.setattr(type(engines.ENGINES[name]), "missing", lambda self: f"{self.name} is away.")


def test_auto_takes_the_first_that_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "dynoxide", "dynamodb-local")
    assert engines.choose("auto").name == "moto"
    without(monkeypatch, "moto")
    with pytest.raises(EngineUnavailable, match=r"dynoxide is away. dynamodb-local is away. moto is away."):
        engines.choose("auto")


@pytest.mark.parametrize("name", KINDS)
def test_a_named_engine_that_is_missing_is_not_replaced(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    without(monkeypatch, name)
    with pytest.raises(EngineUnavailable, match=f"{name} is away."):
        engines.choose(name)


def test_what_is_missing_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engines.Dynoxide, "_binary", tmp_path / "none")
    with pytest.raises(EngineUnavailable, match="npm ci"):
        engines.choose("dynoxide")
    monkeypatch.setattr(engines, "find_java", lambda: None)
    monkeypatch.setattr(engines, "_dynamodb_local_jar", lambda: tmp_path / "DynamoDBLocal.jar")
    with pytest.raises(EngineUnavailable, match=r"Java 17 .* requirements-java\.txt"):
        engines.choose("dynamodb-local")
    monkeypatch.setattr(engines, "_dynamodb_local_jar", lambda: None)
    with pytest.raises(EngineUnavailable, match="npm ci"):
        engines.choose("dynamodb-local")


@pytest.mark.parametrize(
    ("says", "taken"),
    [
        ('openjdk version "17.0.15" 2025-04-15', True),
        ('openjdk version "21" 2023-09-19', True),
        ('java version "1.8.0_402"', False),
        ("Unable to locate a Java Runtime.", False),
    ],
)
def test_only_a_java_that_is_new_enough_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, says: str, taken: bool
) -> None:
    java = tmp_path / "java"
    java.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    java.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert engines.find_java() == (str(java) if taken else None)


@pytest.mark.parametrize("name", KINDS)
def test_each_engine_serves_and_ends(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = engines.ENGINES[name].missing()
    if missing and not os.environ.get("CI"):
        pytest.skip(missing)
    attachment = engine.attach(Settings(engine=name, data_dir=tmp_path))
    process = attachment.process
    try:
        assert process.answers()
    finally:
        attachment.release()
    assert not process.is_running()
    assert capsys.readouterr().err.strip() == engines.ENGINES[name].caution
