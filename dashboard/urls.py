"""The addresses of the pages on catalogue and stock."""

from django.urls import path

from dashboard.views.activity import activity
from dashboard.views.adjust import adjust
from dashboard.views.bins import set_bin
from dashboard.views.catalogue import category, category_list, product
from dashboard.views.editing import edit_product, edit_variant, new_product, new_variant
from dashboard.views.find import find
from dashboard.views.low_stock import low_stock
from dashboard.views.overview import overview
from dashboard.views.retiring import retire_product, retire_variant
from dashboard.views.stock_card import stock_card
from dashboard.views.undo import undo

app_name = "dashboard"
urlpatterns = [
    path("", overview, name="home"),
    path("low-stock/", low_stock, name="low_stock"),
    path("adjust/<name:sku>/", adjust, name="adjust"),
    path("categories/", category_list, name="categories"),
    path("categories/<name:name>/", category, name="category"),
    path("products/<name:product_id>/", product, name="product"),
    path("find/", find, name="find"),
    path("new-product/", new_product, name="new_product"),
    path("edit-product/<name:product_id>/", edit_product, name="edit_product"),
    path("retire-product/<name:product_id>/", retire_product, name="retire_product"),
    path("new-variant/<name:product_id>/", new_variant, name="new_variant"),
    path("edit-variant/<name:sku>/", edit_variant, name="edit_variant"),
    path("retire-variant/<name:sku>/", retire_variant, name="retire_variant"),
    path("bin/<name:sku>/", set_bin, name="bin"),
    path("stock/<name:sku>/", stock_card, name="stock"),
    path("undo/<name:sku>/", undo, name="undo"),
    path("activity/", activity, name="activity"),
]
