"""An import of orders that a signal ends: in order, wherever it comes."""

import signal
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from inventory import InventoryManager
from inventory.entities import Order
from inventory.importing import orders_running
from inventory.importing.interrupting import ended_by_signals
from inventory.importing.orders_file import FileLine, FileOrder
from inventory.importing.orders_outcome import Fate, Outcome
from tests.inventory.commands.conftest import Run

Write = Callable[..., str]


def order(order_id: str) -> FileOrder:
    return FileOrder(order_id, "C-1", datetime(2010, 12, 1, 8, tzinfo=UTC), (FileLine("VEST-M", 1, Decimal(1)),), 1)


class Stopped(BaseException):
    """What the SIGTERM of a test raises."""


@pytest.fixture
def handled() -> Iterator[None]:
    """Ctrl-C and SIGTERM are handled as in a command, and as before in the end."""

    def stop(*_: object) -> None:
        raise Stopped

    before = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, stop)
    yield
    for number, handler in before:
        signal.signal(number, handler)


def test_ctrl_c_before_the_first_order_says_that_nothing_was_imported(
    manager: InventoryManager, run: Run, order_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    for command in ("import_orders", "import_returns"):
        with monkeypatch.context() as patch:
            patch.setattr("inventory.management.order_files.check", interrupted)
            ran = run(command, order_file("O-1,C,2010-12-01 08:00:00,VEST-M,1,1"))
        assert (ran.status, ran.out) == (130, "")
        assert "interrupted before anything was imported; run it again" in ran.err


@pytest.mark.parametrize(("number", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Stopped)])
def test_a_signal_ends_the_run_where_python_would_drop_what_a_handler_raises(
    manager: InventoryManager, handled: None, number: signal.Signals, raised: type[BaseException]
) -> None:
    class Going:
        def __del__(self) -> None:
            signal.raise_signal(number)

    placed: list[str] = []

    def work(one: FileOrder, before: Order | None) -> Outcome:
        placed.append(one.order_id)
        return Outcome(one, Fate.DONE)

    def orders() -> Iterable[FileOrder]:
        for count in range(150):
            if count == 120:
                Going()
            yield order(f"O-{count}")

    outcomes: list[Outcome] = []
    handlers = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    with pytest.raises(raised):
        orders_running.Run(manager.client, 4, outcomes.append).bring_in(orders(), work)
    # What was handed out before may have been begun or not; what was begun is told, and no more is begun.
    assert len(outcomes) == len(placed) <= 100
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == handlers


def test_another_signal_does_not_wait(handled: None) -> None:
    seen: list[str] = []

    def pressed_twice() -> None:
        with ended_by_signals(lambda: seen.append("stopped")):
            signal.raise_signal(signal.SIGINT)
            seen.append("once")
            signal.raise_signal(signal.SIGINT)
            seen.append("twice")

    with pytest.raises(KeyboardInterrupt):
        pressed_twice()
    assert seen == ["stopped", "once"]


def test_a_signal_that_is_ignored_stays_so(handled: None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with ended_by_signals(lambda: pytest.fail("it was taken")):
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
