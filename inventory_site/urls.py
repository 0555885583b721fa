"""The root of the addresses."""

from django.urls import include, path

urlpatterns = [path("", include("dashboard.urls"))]
