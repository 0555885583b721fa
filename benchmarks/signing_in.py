"""A session for the readers, made where Django is set up as the site has it."""

import django
from django.conf import settings

NAME = "bench"


def cookie() -> str:
    """``sessionid=…; csrftoken=…`` of an admin who is made at first use."""
    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.test import Client
    from django.utils.crypto import get_random_string

    from accounts.models import User
    from inventory.people import Role
    from web.inventory import manager

    staff = manager().staff
    person = staff.get(NAME) or staff.create(NAME, NAME, role=Role.ADMIN, password=make_password(None))
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(User.of(person))
    # A browser that has signed in holds a form token too.
    held = {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.CSRF_COOKIE_NAME: get_random_string(32),
    }
    return "; ".join(f"{name}={value}" for name, value in held.items())
