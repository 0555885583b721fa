"""The Django app of the pages on catalogue and stock."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "dashboard"
