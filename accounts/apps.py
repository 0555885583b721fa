"""The Django app of sign-in and users."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
