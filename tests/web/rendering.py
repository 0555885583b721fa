"""What a few lines of a template say."""

from typing import Any

from django.template import engines


def rendered(template: str, request: Any = None, /, **context: object) -> str:
    """``rendered("{{ value|units }}", value=3)``; with a request as pages have one."""
    [engine] = engines.all()
    text: str = engine.from_string(template).render(context, request)
    return text


def called(macro: str, *arguments: str, **context: object) -> str:
    """What a macro of a partial says: ``called("partials/_status.html status_badge", "status", status=…)``."""
    partial, name = macro.split()
    return rendered(f'{{% from "{partial}" import {name} %}}{{{{ {name}({", ".join(arguments)}) }}}}', **context)
