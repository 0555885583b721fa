"""Django's settings as the tests have them: nothing of this machine's own settings or data."""

import os

os.environ["PYTHON_DOTENV_DISABLED"] = "1"
os.environ["INVENTORY_HTTPS"] = "off"
os.environ["INVENTORY_SECRET_KEY"] = "of the tests, and of nothing else"

from inventory_site.settings import *  # noqa: F403

# Without collectstatic, and without its manifest of hashed names.
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

# Static files are found where they lie: nothing is collected for tests, and a fresh clone has no folder for it.
WHITENOISE_AUTOREFRESH = True

# One hash of Argon2 takes as long as ten pages.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
