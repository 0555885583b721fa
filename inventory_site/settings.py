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
    "accounts",
    "dashboard",
    "orders",
    # Of these two only Python is used: forms, views and hashers need their models to be there. No table is.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django_htmx",
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
    "web.compression.Compression",
    "web.caching.PrivatePages",
    "web.policy.ContentSecurityPolicy",
    "django.middleware.common.CommonMiddleware",
    # Before all that may answer by itself: it tells who wants a fragment.
    "django_htmx.middleware.HtmxMiddleware",
    "web.malformed.ReadableFormMiddleware",
    "accounts.middleware.SessionMiddleware",
    "accounts.middleware.AuthenticationMiddleware",
    # Before the check of the form's token: a form whose session was lost hears that, and not that it is foreign.
    "accounts.middleware.SignInRequiredMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "web.access.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "inventory_site.urls"
WSGI_APPLICATION = "inventory_site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "web.templating.Pages",
        "DIRS": [PROJECT_ROOT / "templates"],
        "OPTIONS": {
            "environment": "web.templating.environment",
            "context_processors": ["web.templating.form_token"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

# All state is in DynamoDB, reached through `inventory`.
DATABASES: dict[str, dict[str, Any]] = {}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.StaffBackend"]
LOGIN_URL = LOGOUT_REDIRECT_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "dashboard:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# accounts.forms says the same in words.
_VALIDATORS: Final = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]

SESSION_ENGINE = "accounts.sessions"
# How long a session lasts without use. The browser forgets its cookie when it is closed.
SESSION_COOKIE_AGE = 60 * number("INVENTORY_IDLE_MINUTES", default=480)
if not SESSION_COOKIE_AGE:
    raise ImproperlyConfigured("INVENTORY_IDLE_MINUTES must be 1 or more.")
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "web.access.csrf_failure"

# A new order stands in its form until it is placed: three fields for each of up to 2,000 lines, and a few more.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3 * 2_000 + 100

STATIC_URL = "/static/"
STATIC_ROOT = PROJECT_ROOT / "staticfiles"
STATICFILES_DIRS = [PROJECT_ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "web.bundles.BundledStorage"},
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
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = number("INVENTORY_HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = switch("INVENTORY_HSTS_SUBDOMAINS", default=True)
# Believed only when told: without a proxy that sets them, anybody could send these headers (and X-Forwarded-For).
BEHIND_PROXY: Final = switch("INVENTORY_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None

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
