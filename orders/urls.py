"""The addresses of the pages on orders."""

from django.urls import path

from orders.views.customers import customer, customer_list
from orders.views.listing import order_list
from orders.views.moving import close, move
from orders.views.new import new_order
from orders.views.order import order
from orders.views.picking import pick, pick_line, pick_scan
from orders.views.printing import pick_print, slip
from orders.views.progress import progress
from orders.views.returning import take_back
from orders.views.shipping import ship

app_name = "orders"
urlpatterns = [
    path("orders/", order_list, name="list"),
    path("orders/new/", new_order, name="new"),
    path("customers/", customer_list, name="customers"),
    path("customers/<name:customer_id>/", customer, name="customer"),
    path("orders/<segment:order_id>/pick/", pick, name="pick"),
    path("orders/<segment:order_id>/pick/scan/", pick_scan, name="pick_scan"),
    path("orders/<segment:order_id>/pick/print/", pick_print, name="pick_print"),
    path("orders/<segment:order_id>/pick/<int:index>/", pick_line, name="pick_line"),
    path("orders/<segment:order_id>/slip/", slip, name="slip"),
    path("orders/<segment:order_id>/move/", move, name="move"),
    path("orders/<segment:order_id>/ship/", ship, name="ship"),
    path("orders/<segment:order_id>/close/", close, name="close"),
    path("orders/<segment:order_id>/return/", take_back, name="return"),
    path("orders/<segment:order_id>/progress/", progress, name="progress"),
    path("orders/<segment:order_id>/", order, name="order"),
    # As somebody types it, an id may hold slashes.
    path("orders/<name:order_id>/", order, name="order_as_typed"),
]
