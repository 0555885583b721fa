"""The addresses of the pages on orders."""

from django.urls import path

from orders.views.order import order

app_name = "orders"
urlpatterns = [
    path("orders/<name:order_id>/", order, name="order"),
]
