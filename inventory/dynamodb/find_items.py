"""What finds a product: its words and its barcodes. Entity to item (Python values) and wire item to entity."""

from collections.abc import Sequence

from inventory.dynamodb import keys
from inventory.dynamodb.attributes import Item, optional_integer, text
from inventory.dynamodb.wire import WireItem
from inventory.entities import Hit, Product, SkuPointer, Variant

WORDS = "Words"


def as_text(words: Sequence[str]) -> str:
    """Words as they are stored: a blank before each, so that `` vi`` is in it where a word begins with ``vi``."""
    return "".join(f" {word}" for word in words) + " "


def beginning(word: str) -> str:
    """What the stored text of a product holds where one of its words begins with ``word``."""
    return f" {word}"


def word_key(word: str, product_id: str) -> tuple[str, str]:
    return keys.word_pk(word), keys.word_sk(word, product_id)


def word_items(product: Product, words: Sequence[str]) -> list[Item]:
    """The entries of a product: one for each of its ``words``, with all of them on each."""
    every = as_text(words)
    return [_word_item(product, word, every) for word in words]


def _word_item(product: Product, word: str, every: str) -> Item:
    pk, sk = word_key(word, product.product_id)
    return {
        "PK": pk,
        "SK": sk,
        "ProductId": product.product_id,
        "Name": product.name,
        "Category": product.category,
        WORDS: every,
    }


def words(item: WireItem) -> tuple[str, ...]:
    """The words that the find index has of a product, from its own row or from an entry."""
    return tuple(text(item, WORDS).split())


def word(item: WireItem) -> str:
    """The word that an entry stands under."""
    return keys.read_word_sk(item["SK"]["S"])


def edition(item: WireItem) -> int | None:
    """How often a product was changed; None where it was made before that was counted."""
    return optional_integer(item, "Edition")


def hit(item: WireItem) -> Hit:
    return Hit(text(item, "ProductId"), text(item, "Name"), text(item, "Category"))


def barcode_key(barcode: str) -> tuple[str, str]:
    return keys.barcode_pk(barcode), keys.METADATA


def barcode_item(variant: Variant, request_key: str) -> Item:
    pk, sk = barcode_key(variant.barcode)
    return {
        "PK": pk,
        "SK": sk,
        "Barcode": variant.barcode,
        "SKU": variant.sku,
        "ProductId": variant.product_id,
        "Warehouse": variant.warehouse,
        "RequestKey": request_key,
    }


def is_barcode(item: WireItem) -> bool:
    return "Barcode" in item and item["PK"]["S"] == keys.barcode_pk(barcode(item))


def barcode(item: WireItem) -> str:
    """The barcode of a row of its own, or of a variant's."""
    return text(item, "Barcode")


def barcode_owner(item: WireItem) -> SkuPointer:
    """Which SKU a barcode stands for."""
    return SkuPointer(text(item, "SKU"), text(item, "ProductId"), text(item, "Warehouse"))
