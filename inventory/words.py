"""The words a product is found by, and the words a person types to find it.

Both are made alike: lower case, Latin letters without their accents, split at whatever is no letter and no digit.
A piece with a digit and a sign inside it, such as ``SA-17``, ``3.5`` or ``1/2``, is a word as a whole besides: that
is how ids and sizes are typed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from inventory.entities import Product, Variant

WORD_LENGTH = 40
# So that a product and its words fit into one transaction.
MOST_WORDS = 60
MOST_TYPED = 20

_IN_WORDS = ("L", "N", "M")
# The same for text in ASCII, which most is.
_PARTS = re.compile(r"[a-z0-9]+")
# Latin letters that Unicode does not take apart into a letter and its accent.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"})


def words_of(product: Product, variants: Iterable[Variant]) -> tuple[str, ...]:
    """What a product is found by, sorted: at most MOST_WORDS words, of its name before its ids and its variants.

    Retired variants are not found, and a retired product has no words.
    """
    if product.retired:
        return ()
    shown = [variant for variant in variants if not variant.retired]
    found = dict.fromkeys(_words(product.name))
    for one in (product.product_id, *(variant.sku for variant in shown)):
        found |= dict.fromkeys(_words(one, is_id=True))
    for variant in shown:
        for text in (variant.name, *variant.attributes.values()):
            found |= dict.fromkeys(_words(text))
    return tuple(sorted(list(found)[:MOST_WORDS]))


def typed(text: str) -> tuple[str, ...]:
    """The words a person typed, each once, at most MOST_TYPED."""
    return tuple(dict.fromkeys(_words(text, is_id=True)))[:MOST_TYPED]


def stands_for(word: str, words: Iterable[str], asked: str) -> bool:
    """Whether ``word`` is the first of ``words`` that begins with ``asked``: a product is shown at that one only."""
    return word == min((one for one in words if one.startswith(asked)), default=word)


def _words(text: str, is_id: bool = False) -> Iterator[str]:
    """``is_id``: a piece with a digit and a sign inside it is that word only, not its parts too."""
    for piece in _folded(text).split():
        parts = _PARTS.findall(piece) if piece.isascii() else _parts(piece)
        whole = _whole(piece) if len(parts) > 1 and any(map(str.isdigit, piece)) else ""
        if whole:
            yield whole
        if not (whole and is_id):
            yield from (part[:WORD_LENGTH] for part in parts)


def _parts(piece: str) -> list[str]:
    return "".join(c if _in_word(c) else " " for c in piece).split()


def _whole(piece: str) -> str:
    """The piece without the signs around it."""
    inside = [place for place, c in enumerate(piece) if _in_word(c)]
    return piece[inside[0] : inside[-1] + 1][:WORD_LENGTH]


def _in_word(character: str) -> bool:
    return unicodedata.category(character)[0] in _IN_WORDS


def _folded(text: str) -> str:
    """Lower case without the accents of Latin letters, and without what no key may hold."""
    text = text.replace("#", " ")
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    kept = _without_latin_accents(unicodedata.normalize("NFKD", folded))
    return unicodedata.normalize("NFC", "".join(kept)).replace("#", " ")


def _without_latin_accents(text: str) -> Iterator[str]:
    latin = False
    for character in text:
        category = unicodedata.category(character)
        if category == "Mn" and latin:
            continue
        if category[0] == "L":
            latin = unicodedata.name(character, "").startswith("LATIN")
        elif category != "Mn":
            latin = False
        if category not in ("Cf", "Cs"):
            yield character
