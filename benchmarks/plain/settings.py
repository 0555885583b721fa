"""The yardstick of the pages: the product written the plain way. Needs ``requirements-bench.txt``.

The product's own settings and views, with Django's own templates, addresses, compression and policy, and with boto3's
client as it comes in place of the one with the fast path. The HTML is the same; ``python -m benchmarks pages`` compares
it.
"""

from typing import Any

from benchmarks import stock_client
from inventory.dynamodb import engine
from inventory.dynamodb.connection import Connection
from inventory.settings import PROJECT_ROOT
from inventory_site.settings import *  # noqa: F403
from inventory_site.settings import INSTALLED_APPS, MIDDLEWARE
from web import addresses

INSTALLED_APPS = [*INSTALLED_APPS, "template_partials"]

# In the place of the product's own that do the same.
_DJANGOS = {
    "web.compression.Compression": "django.middleware.gzip.GZipMiddleware",
    "web.policy.ContentSecurityPolicy": "csp.middleware.CSPMiddleware",
}
MIDDLEWARE = [_DJANGOS.get(name, name) for name in MIDDLEWARE]

_TAGS = "benchmarks.plain.templatetags"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # What is the same in both languages, the icons above all, is the product's own.
        "DIRS": [PROJECT_ROOT / "benchmarks" / "plain" / "templates", PROJECT_ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "libraries": {name: f"{_TAGS}.{name}" for name in ("charts", "frame", "ledger", "orders", "stockroom")},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"


# Addresses by Django's reverse, each made anew, as its tag `url` makes them.
addresses._form = lambda *_: None  # type: ignore[assignment]


def _connect(connection: Connection) -> Any:
    return stock_client.client(str(engine.endpoint(connection._settings)))


Connection._connect = _connect  # type: ignore[method-assign, assignment]
