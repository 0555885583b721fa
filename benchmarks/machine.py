"""What a measurement was made on."""

import os
import platform
from importlib import metadata
from pathlib import Path

_PACKAGES = ("boto3", "botocore", "urllib3", "django", "jinja2", "gunicorn", "pynamodb")


def facts() -> dict[str, str]:
    """The machine, the system, and the versions of what was measured."""
    return {
        "processor": f"{os.cpu_count()} cores of {_processor()}",
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version for name in _PACKAGES if (version := _version(name))},
    }


def _processor() -> str:
    found = Path("/proc/cpuinfo")
    lines = found.read_text("utf-8").splitlines() if found.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
