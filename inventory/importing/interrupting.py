"""Ending in order where Ctrl-C or SIGTERM says so."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def ended_by_signals(stop: Callable[[], object]) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM calls ``stop``, and does what it does once this is left; another does it at once.

    What a handler raises comes up anywhere in the main thread, and Python drops it in some places, such as the callback
    of a weak reference: then nothing would end. A signal that is ignored stays so.
    """
    told: list[signal.Signals] = []
    before = {number: handler for number in _SIGNALS if callable(handler := signal.getsignal(number))}
    if threading.current_thread() is not threading.main_thread():  # where no handlers are set
        before = {}

    def first(number: int, frame: FrameType | None) -> None:
        told.append(signal.Signals(number))
        signal.signal(number, before[told[-1]])
        stop()

    for number in before:
        signal.signal(number, first)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if told:
        before[told[0]](told[0], None)
