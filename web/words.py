"""What pages of several apps say in the same words, and long text cut short."""

from typing import Final

from django.template import defaultfilters

# To whoever brings a cursor that is none of the list.
LOST_PLACE: Final = "This place is no longer known: the list may have changed since the link was made."


def truncatechars(text: str, most: int) -> str:
    """``text``, or the beginning of it and an ellipsis: ``most`` signs together.

    Django's own counts each sign without its accents, which takes 20 µs for each row of a list. Plain letters need
    no counting.
    """
    if not text.isascii():
        return str(defaultfilters.truncatechars(text, most))
    return text if len(text) <= most else f"{text[: most - 1]}…"
