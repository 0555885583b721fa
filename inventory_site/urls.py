"""The root of the addresses."""

from django.urls import include, path, register_converter

from web.converters import NameConverter, SegmentConverter

register_converter(NameConverter, "name")
register_converter(SegmentConverter, "segment")

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("dashboard.urls")),
    path("", include("orders.urls")),
]
