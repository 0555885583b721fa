"""How orders are written: see ``web.order_status``."""

from django import template

from web import order_status

register = template.Library()
register.filter("order_status", order_status.badge)
register.filter("order_word", order_status.word)
register.filter("order_progress", order_status.progress)
