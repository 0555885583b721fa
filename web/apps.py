"""The Django app that holds the template tags of all pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "web"
