"""What people type to sign in, and admins about users."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib.auth import forms as auth
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.words import wait
from inventory.entities import Warehouse
from inventory.errors import InvalidValue, TooManyFailures, UserChanged
from inventory.people import Role, StaffUser
from inventory.sign_ins import SignIns
from inventory.staff import USERNAME_LENGTH, username
from inventory.values import NAME_LENGTH
from web.inventory import manager

ROLES = [
    (Role.VIEWER, "Viewer: sees everything"),
    (Role.STAFF, "Staff: also works on orders"),
    (Role.ADMIN, "Admin: also adjusts stock, edits products, imports and manages users"),
]
_WRONG = "This name and this password do not go together. Check both and try again."
_NOT_THE_SAME = "The two passwords are not the same."
_RULES = "At least 10 characters; not a common password, not like the name, not digits alone."


class SignInForm(auth.AuthenticationForm):
    """Name and password. ``wait`` is the seconds until the next attempt may be made, where this one came too early."""

    error_messages = {  # noqa: RUF012  as Django declares it
        "invalid_login": _WRONG,
        "inactive": _WRONG,
    }
    wait = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Name"
        self.fields["username"].widget.attrs |= {"spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except TooManyFailures as early:
            self.wait = early.wait
            raise _too_early(early) from None


class OwnPasswordForm(auth.PasswordChangeForm):
    """One's own password, by knowing the old one, which is asked for as slowly as at a sign-in from ``address``.

    ``wait`` is the seconds until the next attempt may be made, where this one came too early.
    """

    error_messages = {  # noqa: RUF012  as Django declares it
        **auth.PasswordChangeForm.error_messages,
        "password_incorrect": "This is not your password. Try again.",
        "password_mismatch": _NOT_THE_SAME,
    }

    wait = 0

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._address = address
        _name_passwords(self, "new_password1", "new_password2")
        self.fields["old_password"].label = "Password now"
        del self.fields["old_password"].widget.attrs["autofocus"]

    def clean_old_password(self) -> str:
        """Raises ValidationError for another one, and where it may not be looked at yet."""
        sign_ins, old = SignIns(manager().client), self.cleaned_data["old_password"]
        try:
            attempt = sign_ins.attempt(self.user.get_username(), self._address)
        except TooManyFailures as early:
            self.wait = early.wait
            raise _too_early(early) from None
        # Not by the user's own method, whose new hash would end this session though another field may be wrong.
        if not check_password(old, self.user.password):
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        sign_ins.succeeded(attempt)
        return str(old)

    def saved(self) -> bool:
        """Save; False, and the reason in the form's errors, where the user was changed meanwhile."""
        try:
            self.save()
        except UserChanged:
            self.add_error(None, "Someone else has changed your account just now. Nothing was changed: try again.")
            return False
        return True


class NewPasswordForm(auth.SetPasswordForm):  # type: ignore[type-arg]  # generic in its types alone
    """A password for somebody else."""

    error_messages = {"password_mismatch": _NOT_THE_SAME}  # noqa: RUF012  as Django declares it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_passwords(self, "new_password1", "new_password2")


class UserForm(forms.Form):
    """What an admin says about a user."""

    name = forms.CharField(label="Full name", max_length=NAME_LENGTH, required=False)
    role = forms.ChoiceField(label="Role", choices=ROLES, initial=Role.VIEWER)
    warehouses = forms.MultipleChoiceField(
        label="Warehouses whose stock this person may change",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "There is no warehouse %(value)s that you may give."},
    )
    # When the user was last changed as far as the page knows.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: StaffUser, warehouses: Iterable[Warehouse], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["warehouses"])
        given = [known for known in warehouses if not actor.warehouses or known.warehouse_id in actor.warehouses]
        field.choices = [(known.warehouse_id, known.name) for known in given]
        field.required = bool(actor.warehouses)
        field.error_messages["required"] = "Choose at least one: you may not give all."
        field.help_text = "" if actor.warehouses else "None chosen means all."

    def refuse(self, refused: InvalidValue) -> None:
        """Show what the inventory refuses beside its field."""
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, f"This {refused.rule}.")


class NewUserForm(auth.SetPasswordMixin, UserForm):  # type: ignore[type-arg]  # generic in its types alone
    """A user to be."""

    error_messages = {"password_mismatch": _NOT_THE_SAME}  # noqa: RUF012  as Django declares it
    username = forms.CharField(
        label="Name to sign in with",
        max_length=USERNAME_LENGTH,
        help_text="Lower-case letters, digits and . _ + @ -",
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    password1, password2 = auth.SetPasswordMixin.create_password_fields()
    field_order = ("username", "name", "role", "warehouses", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_passwords(self, "password1", "password2")

    def clean_username(self) -> str:
        """Raises ValidationError for what cannot be a username."""
        try:
            return username("username", self.cleaned_data["username"])
        except InvalidValue as refused:
            raise ValidationError(f"The name {refused.rule}.") from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.validate_passwords("password1", "password2")
        self.validate_password_for_user(_to_be(cleaned.get("username", ""), cleaned.get("name", "")), "password1")
        return cleaned


def _too_early(early: TooManyFailures) -> ValidationError:
    return ValidationError(f"Too many failed attempts. Try again in {wait(early.wait)}.", code="too_early")


def _to_be(username: str, name: str) -> User:
    """Somebody whose password must not be like the name."""
    staff = StaffUser(username, name, Role.VIEWER, (), True, "", 0, "", "")
    return User.of(staff)


def _name_passwords(form: forms.Form, first: str, second: str) -> None:
    form.fields[first].label, form.fields[second].label = "New password", "New password again"
    form.fields[first].help_text, form.fields[second].help_text = _RULES, ""
