"""How pages are written: Jinja2, and all that its templates can call."""

import re
from collections.abc import Callable, Mapping, MutableMapping
from functools import cache
from types import FunctionType
from typing import Any, Final

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, defaultfilters
from django.template.backends.jinja2 import Jinja2
from django.template.backends.jinja2 import Template as DjangosTemplate
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from jinja2 import ChainableUndefined, Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from inventory.undoing import can_be_undone
from web import access, charts, figures, frame, ledger, order_status, times, warehouse, words
from web.addresses import address_of, quoted
from web.dom import dom_id
from web.status import StockStatus


@cache
def static(path: str) -> str:
    """The address of a static file. It holds the hash of the file, and is the same as long as this process runs."""
    url: str = staticfiles_storage.url(path)
    return url


def form_token(request: HttpRequest) -> dict[str, Any]:
    """The hidden field of every form, made at most once for a page: a list may hold a form in each row."""
    return {"csrf_input": SimpleLazyObject(lambda: csrf_input(request))}


def _by_name(*functions: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    return {function.__name__: function for function in functions}


GLOBALS: Final = {
    "url": address_of,
    **_by_name(dom_id, static, charts.stock_charts, warehouse.warehouse_names),
    **_by_name(frame.picker_of, frame.rail_categories, frame.rail_sections, frame.signed_in),
}
FILTERS: Final = {
    "order_progress": order_status.progress,
    "order_status": order_status.badge,
    "order_word": order_status.word,
    "stock_status": StockStatus.of,
    "undoable": can_be_undone,
    "urlencode": quoted,
    **_by_name(
        access.may_place, access.may_retire, frame.initials, ledger.order_of, ledger.request_of, warehouse.named
    ),
    **_by_name(figures.money, figures.share, figures.signed, figures.units),
    **_by_name(times.ago, times.clock, times.day, times.exact, times.long_day, times.long_minute, times.minute),
    **_by_name(times.short_day, words.truncatechars),
    # Django's own.
    **_by_name(capfirst, defaultfilters.date, defaultfilters.linebreaksbr, defaultfilters.pluralize),
}


_MARKS: Final = re.compile("[&<>'\"]")


def written(value: Any) -> str:
    """``value`` as it stands on a page: as ``escape`` writes it, in a third of the time where no sign is escaped.

    A list writes a thousand of them.
    """
    if type(value) is Markup or (type(value) is str and not _MARKS.search(value)):
        return value
    return str(value) if type(value) is int else escape(value)


class _Writing(CodeGenerator):
    """Has templates call ``written`` for each ``{{ }}``, where Jinja2 calls ``escape``."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


def _takes_just(macro: Macro, values: int) -> bool:
    """Whether ``values`` arguments are all that ``macro`` is called with."""
    return not (values != macro._argument_count or macro.caller or macro.catch_kwargs or macro.catch_varargs)


class _Context(Context):
    """Calls what it can as it is. Jinja2's own asks of each call what of itself the function would like to have."""

    def call(self, called: Callable[..., Any], /, *values: Any, **named: Any) -> Any:
        if type(called) is not Macro and (type(called) is not FunctionType or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *values, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        if type(called) is not Macro or named or not _takes_just(called, len(values)):
            return called(*values, **named)
        return Markup(called._func(*values))  # noqa: S704 - as Macro itself does it


class _Environment(Environment):
    code_generator_class = _Writing
    context_class = _Context
    written = staticmethod(written)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A template without globals of its own shares those of all.

        Else it has them in a ChainMap, which is walked name by name for each import and each page.
        """
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """What Django's backend asks for, autoescape among it. What is not there is nothing, as it is on a page of trouble
    without a request."""
    options |= {"undefined": ChainableUndefined, "keep_trailing_newline": True}
    made = _Environment(**options)
    made.globals.update(GLOBALS)
    made.filters.update(FILTERS)
    return made


class Pages(Jinja2):
    """Django's backend for Jinja2, in which ``page.html#rows`` is the block ``rows`` of a page, by itself."""

    def get_template(self, template_name: str) -> DjangosTemplate:
        name, _, block = template_name.partition("#")
        page: DjangosTemplate = super().get_template(name)
        if not block:
            return page
        if block not in page.template.blocks:
            raise TemplateDoesNotExist(template_name, backend=self)
        # Of a template it asks for these alone: a name, a file name, and to be rendered.
        return DjangosTemplate(Block(page.template, block), self)  # type: ignore[arg-type]


class Block:
    """A block of a template, as if it were the whole of it."""

    def __init__(self, template: Template, name: str) -> None:
        self._template, self._block = template, name
        self.name, self.filename = template.name, template.filename

    def render(self, values: Mapping[str, Any]) -> str:
        """What the block says. A block within it that reads a variable of a loop has to be ``scoped``."""
        context = self._template.new_context(dict(values))
        try:
            # What stands outside of all blocks, the imports, is done by the time the page would write its first text.
            next(self._template.root_render_func(context), None)
            return "".join(context.blocks[self._block][0](context))
        except Exception:
            self._template.environment.handle_exception()
