"""A person at a browser who places, ships and cancels orders, and presses again where no answer comes."""

import json
import re
import threading
import time
from collections.abc import Sequence
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any, Final
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, Request, build_opener

from inventory import InventoryManager
from inventory.entities import Order, OrderStatus
from tests.crash.clerk import Journal, State, refused
from tests.crash.goods import asked

_TOKEN: Final = re.compile(r'csrfmiddlewaretoken" value="([^"]+)"')
_ANSWER_SECONDS: Final = 30
_SETTLING_SECONDS: Final = 1.0
DONE: Final = 303
AWAY: Final = 503

Fields = Sequence[tuple[str, str]]


class _Stay(HTTPRedirectHandler):
    """An answer that leads elsewhere is an answer: what was asked is done."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        return None


class Browser:
    """Signed in as the demo's admin."""

    def __init__(self, folder: Path, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(), _Stay)
        users = json.loads((folder / "demo_users.json").read_text())
        password = next(user["password"] for user in users if user["username"] == "admin")
        self._token = self._read_token("/sign-in/")
        form = [("username", "admin"), ("password", password), ("next", "/account/")]
        assert self.post("/sign-in/", form) in (302, DONE)
        self._token = self._read_token("/orders/new/")

    def _read_token(self, path: str) -> str:
        with self._opener.open(f"{self._address}{path}", timeout=_ANSWER_SECONDS) as page:
            found = _TOKEN.search(page.read().decode())
        assert found, f"no form on {path}"
        return found[1]

    def post(self, path: str, fields: Fields) -> int:
        """Send a form until it is answered; the status."""
        body = urlencode([("csrfmiddlewaretoken", self._token), *fields]).encode()
        while True:
            status = self._post(path, body)
            if status not in (None, AWAY):
                return status
            time.sleep(0.02)

    def _post(self, path: str, body: bytes) -> int | None:
        try:
            with self._opener.open(f"{self._address}{path}", body, timeout=_ANSWER_SECONDS) as page:
                return int(page.status)
        except HTTPError as answer:
            answer.close()
            return answer.code
        except (OSError, HTTPException):
            return None


class Person:
    """Does one order after the other, by the pages; ``numbers`` are the ones its orders may have."""

    def __init__(self, browser: Browser, manager: InventoryManager, journal: Journal, numbers: Any) -> None:
        self._browser, self._manager, self._journal, self._numbers = browser, manager, journal, numbers
        self.stop = threading.Event()

    def work(self) -> None:
        while not self.stop.is_set():
            order_id = f"SO-{next(self._numbers):08}"
            if self._place(order_id):
                self._go_on(order_id)

    def _place(self, order_id: str) -> bool:
        items = asked(order_id)
        rejected, pending = refused(items), State(OrderStatus.PENDING)
        lines = [
            field
            for item in items
            for field in (("line", f"1.00 {item['sku']}"), ("quantity", item["quantity"]), ("warehouse", "WH001"))
        ]
        form = [("order_id", order_id), ("customer", "C-1"), ("action", "place"), *lines]
        self._journal.write(order_id, "asked", pending, rejected)
        is_placed = self._browser.post("/orders/new/", form) == DONE
        # A long one is placed when it is begun; what becomes of it shows later.
        self._journal.write(order_id, "told", *((pending, rejected) if is_placed else (State(""), rejected)))
        return is_placed

    def _go_on(self, order_id: str) -> None:
        order = self._settled(order_id)
        if order is None or order.status is not OrderStatus.PENDING:
            return
        if order_id.endswith(("0", "3", "6")):
            self._move(order, OrderStatus.CANCELLED, State(OrderStatus.CANCELLED, closed=order.units))
            return
        for to in (OrderStatus.PICKING, OrderStatus.PACKED):
            self._move(order, to, State(to))
        form = [
            ("what", "all"),
            ("picked", ""),
            ("rest", "keep"),
            ("note", ""),
            ("request_key", f"{order_id[3:]:>032}"),
        ]
        self._ask(order, "ship", form, State(OrderStatus.SHIPPED, order.units))

    def _settled(self, order_id: str) -> Order | None:
        """The order when nothing is in work on it; None where nobody seems to go on with it any more."""
        deadline = time.monotonic() + _SETTLING_SECONDS
        while time.monotonic() < deadline:
            sheet = self._manager.get_order_sheet(order_id, limit=1)
            if sheet and not sheet.order.in_work:
                return sheet.order
            time.sleep(0.02)
        return None

    def _move(self, order: Order, to: OrderStatus, wanted: State) -> None:
        self._ask(order, "move", [("to", to), ("note", "")], wanted)

    def _ask(self, order: Order, what: str, form: Fields, wanted: State) -> None:
        self._journal.write(order.order_id, "asked", wanted)
        status = self._browser.post(f"/orders/{order.order_id}/{what}/", form)
        assert status == DONE, f"{what} of {order.order_id}: {status}"
        self._journal.write(order.order_id, "told", wanted)
