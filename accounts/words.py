"""What pages say after something was done, and how long a wait is."""

from typing import Final

DONE: Final = {
    "signed-out": "You are signed out.",
    "everywhere": "You are signed out on every device.",
    "password": "Your password is changed. You are signed out on all other devices.",
    "created": "The user was created.",
    "saved": "The user was saved.",
    "new-password": "The new password is set, and the user is signed out everywhere.",
    "disabled": "The user is disabled, and signed out everywhere.",
    "enabled": "The user may sign in again.",
}


def done(code: str | None) -> str:
    """The message of a code in an address; nothing for one that is not ours."""
    return DONE.get(code or "", "")


def wait(seconds: int) -> str:
    """``8`` -> ``8 seconds``, ``900`` -> ``15 minutes``: rounded up."""
    if seconds <= 90:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"
