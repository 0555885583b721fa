"""Django's settings. What differs between installations comes from the environment: see ``.env.example``."""

from typing import Any, Final

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from inventory import secret_key
from inventory.settings import PROJECT_ROOT, Settings
from inventory_site.environment import number, switch, words

INVENTORY: Final = Settings.from_env()


def _secret_key() -> str:
    """The key said or kept, or made for a local engine. Else empty: only `wsgi` needs one."""
    if INVENTORY.secret_key is None and INVENTORY.is_local:
        try:
            return secret_key.made(INVENTORY.data_dir).decode()
        except OSError as error:
            raise ImproperlyConfigured(f"The folder {INVENTORY.data_dir} cannot be written: {error}.") from error
    return (INVENTORY.secret_key or b"").decode()


SECRET_KEY = _secret_key()
DEBUG = switch("INVENTORY_DEBUG", default=False)
ALLOWED_HOSTS = words("INVENTORY_ALLOWED_HOSTS", default="127.0.0.1, localhost, [::1]")

INSTALLED_APPS = [
    "inventory",
    "web",
    "dashboard",
    "orders",
    "django_htmx",
    "template_partials",
    "csp",
    # Before staticfiles, so that runserver serves static files the way production does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # No page holds a secret beside text a stranger can choose, and Django masks the form token anew in every
    # answer, so an answer's length tells nothing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "inventory_site.urls"
WSGI_APPLICATION = "inventory_site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

# All state is in DynamoDB, reached through `inventory`.
DATABASES: dict[str, dict[str, Any]] = {}

STATIC_URL = "/static/"
STATIC_ROOT = PROJECT_ROOT / "staticfiles"
STATICFILES_DIRS = [PROJECT_ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# One switch for everything that only makes sense where browsers come by HTTPS.
HTTPS: Final = switch("INVENTORY_HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = number("INVENTORY_HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = switch("INVENTORY_HSTS_SUBDOMAINS", default=True)
# Believed only when told: without a proxy that sets it, anybody could send this header.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if switch("INVENTORY_BEHIND_PROXY", default=False) else None
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Its own handlers, the development server's and the mail to admins, would say everything twice.
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # Anybody can ask for any host; it is refused with 400, and no reason to fill the log with tracebacks.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
