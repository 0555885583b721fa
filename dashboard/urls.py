"""The addresses of the pages on catalogue and stock."""

from django.urls import path, register_converter
from django.views.generic import RedirectView

from dashboard.views.catalogue import category, category_list, product
from web.converters import NameConverter

register_converter(NameConverter, "name")

app_name = "dashboard"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="dashboard:categories"), name="home"),
    path("categories/", category_list, name="categories"),
    path("categories/<name:name>/", category, name="category"),
    path("products/<name:product_id>/", product, name="product"),
]
