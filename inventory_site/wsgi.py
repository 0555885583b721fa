"""What a web server loads: ``gunicorn --config inventory_site/gunicorn.py inventory_site.wsgi``."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application


def _application() -> WSGIHandler:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inventory_site.settings")
    made = get_wsgi_application()
    try:
        settings.SECRET_KEY  # noqa: B018  Django looks at it when it is first used: let that be now.
    except ImproperlyConfigured:
        raise ImproperlyConfigured(
            "INVENTORY_SECRET_KEY is not set. Every web server of the installation needs the same "
            "long random text in it; only a local engine makes its own."
        ) from None
    return made


application = _application()
