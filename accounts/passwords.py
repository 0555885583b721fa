"""Passwords given to a command: typed twice, or on standard input; never an argument that others could read."""

import sys
from getpass import getpass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from accounts.models import User
from inventory.people import StaffUser


def add_password_argument(parser: CommandParser) -> None:
    """The option that takes the password from standard input."""
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from the first line of standard input, instead of asking for it twice",
    )


def given(from_stdin: bool, staff: StaffUser) -> str:
    """The hash of the password that is given now. Raises CommandError for one that is not good enough for ``staff``."""
    password = _read() if from_stdin else _asked()
    if "\0" in password:  # which no form of the site would take
        raise CommandError("The password must not hold null characters.")
    try:
        password.encode()
        validate_password(password, User.of(staff))
    except UnicodeEncodeError:
        raise CommandError("The password is not UTF-8 text.") from None
    except ValidationError as refused:
        raise CommandError(" ".join(refused.messages)) from None
    return make_password(password)


def _read() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _asked() -> str:
    try:
        password, again = getpass("Password: "), getpass("Password again: ")
    except EOFError:
        raise CommandError("No password was given. Without a terminal, use --password-stdin.") from None
    if password != again:
        raise CommandError("The two passwords are not the same. Nothing was changed.")
    return password
