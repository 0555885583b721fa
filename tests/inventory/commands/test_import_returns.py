"""``manage.py import_returns``: what came back is on the shelf again, once."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from inventory import InventoryManager, audit
from inventory.entities import OrderStatus, Reason
from inventory.importing.orders_file import FileLine, FileOrder
from inventory.importing.orders_outcome import Fate
from inventory.importing.orders_placing import ReturnBooker
from inventory.importing.orders_running import with_before
from tests.inventory.commands.conftest import Run
from tests.meddling import TRANSACT, before_call
from tests.tables import add_parts, add_vest, whole_table

Write = Callable[..., str]

FIRST = "C-1,C-7,2010-12-02 09:00:00,VEST-M,3,12.50"
MORE = "C-1,C-7,2010-12-02 09:00:00,VEST-L,1,13.50"


@pytest.fixture(autouse=True)
def vests(manager: InventoryManager) -> None:
    add_vest(manager)


def stock_of(manager: InventoryManager, sku: str) -> int:
    card = manager.get_stock_card(sku)
    assert card is not None
    return card.variant.stock


def test_what_came_back_is_on_the_shelf_with_its_document_in_the_ledger(
    manager: InventoryManager, run: Run, order_file: Write
) -> None:
    ran = run("import_returns", order_file(FIRST, MORE, "C-2,C-7,2010-12-03 09:00:00,VEST-M,1,1"))
    assert ran.status == 0, ran.err
    assert ran.out == "2 returns booked (3 lines), 0 there already, 0 refused.\n"
    assert stock_of(manager, "VEST-M") == 14
    movement = manager.get_ledger("VEST-M", "WH001")[1]
    assert (movement.change, movement.reason, movement.actor) == (3, Reason.CUSTOMER_RETURN, "import_returns")
    assert movement.cause.endswith("C-1") and movement.created_at == "2010-12-02T09:00:00.000000Z"
    document = manager.get_order_with_items("C-1")
    assert document is not None and (document.status, len(document.lines)) == (OrderStatus.RETURNED, 2)
    assert audit.check(manager.client).drifts == ()


def test_a_second_run_writes_nothing(manager: InventoryManager, run: Run, order_file: Write) -> None:
    file = order_file(FIRST, MORE)
    run("import_returns", file)
    before = whole_table(manager.client)
    ran = run("import_returns", file)
    assert ran.status == 0 and ran.out == "0 returns booked (0 lines), 1 there already, 0 refused.\n"
    assert whole_table(manager.client) == before


def test_what_cannot_be_booked_is_told_with_its_reason(manager: InventoryManager, run: Run, order_file: Write) -> None:
    manager.create_order_transaction("C-9", "C-7", [{"sku": "VEST-L", "quantity": 1, "price": 1}])
    taken = "C-9,C-7,2010-12-02 09:00:00,VEST-L,1,1"
    unknown = "C-2,C-7,2010-12-02 09:00:00,NONE,1,1"
    far_too_many = "C-3,C-7,2010-12-02 09:00:00,VEST-M,99999999,1"
    ran = run("import_returns", order_file(unknown, taken, far_too_many, FIRST))
    assert ran.status == 1 and "3 refused" in ran.err
    assert "return C-2, SKU NONE: there is no such SKU" in ran.err
    assert "return C-9: order C-9 exists already and is a different one" in ran.err
    assert "return C-3: quantity would take VEST-M" in ran.err
    assert "1 returns booked (1 lines), 0 there already, 3 refused." in ran.out


def test_errors_of_the_file_leave_their_document_out(manager: InventoryManager, run: Run, order_file: Write) -> None:
    ran = run("import_returns", order_file(FIRST, MORE.replace(",1,", ",-1,"), FIRST.replace("C-1", "C-2")))
    assert ran.status == 1
    assert "row 3, column quantity, value '-1': must be at least 1" in ran.err
    assert "1 returns booked (1 lines), 0 there already, 1 refused." in ran.out
    assert manager.get_order_with_items("C-1") is None


def test_a_dry_run_writes_nothing(manager: InventoryManager, run: Run, order_file: Write) -> None:
    file = order_file(FIRST, MORE)
    run("import_returns", file)
    before = whole_table(manager.client)
    ran = run("import_returns", "--dry-run", order_file(FIRST, MORE, "C-2,C,2010-12-03 09:00:00,VEST-M,900,1"))
    expected = "1 returns booked (1 lines), 1 there already, 0 refused"
    assert ran.out == f"Dry run, nothing was written. An import would make: {expected}.\n"
    assert whole_table(manager.client) == before


def test_a_long_document_that_was_left_in_the_middle_is_finished(manager: InventoryManager) -> None:
    skus = add_parts(manager, 70, stock=1)
    lines = tuple(FileLine(sku, 2, Decimal(1)) for sku in skus)
    document = FileOrder("C-5", "C", datetime(2010, 12, 3, tzinfo=UTC), lines, len(lines))
    calls = iter(range(3))

    def end() -> None:
        if next(calls) == 2:
            raise KeyboardInterrupt

    def book() -> Fate:
        before = dict(with_before(manager.client, [document]))[document]
        return ReturnBooker(manager, lambda seconds: False)(document, before).fate

    before_call(manager.client, TRANSACT, end, times=3)
    with pytest.raises(KeyboardInterrupt):
        book()
    assert {stock_of(manager, sku) for sku in skus} == {1, 3}
    assert book() is Fate.DONE
    assert book() is Fate.THERE
    assert {stock_of(manager, sku) for sku in skus} == {3}
    assert audit.check(manager.client).drifts == ()


def test_a_document_that_was_left_in_the_middle_keeps_the_files_time_where_others_finish_it(
    manager: InventoryManager,
) -> None:
    skus = add_parts(manager, 70, stock=1)
    lines = tuple(FileLine(sku, 2, Decimal(1)) for sku in skus)
    document = FileOrder("C-5", "C", datetime(2010, 12, 3, tzinfo=UTC), lines, len(lines))
    calls = iter(range(3))

    def end() -> None:
        if next(calls) == 2:
            raise KeyboardInterrupt

    before_call(manager.client, TRANSACT, end, times=3)
    with pytest.raises(KeyboardInterrupt):
        ReturnBooker(manager, lambda seconds: False)(document, None)
    assert manager.resume_plans().finished == 1
    sheet = manager.get_order_sheet("C-5")
    assert sheet is not None and sheet.order.status is OrderStatus.RETURNED
    rows = [manager.get_ledger(sku, "WH001")[0] for sku in skus]
    assert {sheet.order.updated_at, *(row.created_at for row in rows)} == {"2010-12-03T00:00:00.000000Z"}
