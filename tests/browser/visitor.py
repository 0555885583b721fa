"""Who visits the pages, and on which screens."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page

REFUSALS = ("422", "409")


@dataclass(eq=False)
class Visitor:
    """A person at a screen: one browser window, and what its console has said."""

    page: Page
    server: str
    console: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.console.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.console.append(message.text)

    def go(self, address: str) -> None:
        self.page.goto(self.server + address)

    @property
    def address(self) -> str:
        """Path and query of the page shown."""
        return self.page.url.removeprefix(self.server)

    @property
    def complaints(self) -> list[str]:
        """What the console has said, refused input apart."""
        return [said for said in self.console if not any(status in said for status in REFUSALS)]

    def fill_sign_in(self, name: str, password: str) -> None:
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def scan(self, code: str) -> None:
        """As a scanner does: ``/`` by the hand, then all keys at once, then Enter."""
        self.page.keyboard.press("/")
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    @property
    def toasts(self) -> Locator:
        return self.page.locator("#toasts [data-toast]")

    @property
    def products(self) -> list[str]:
        """The names of the products listed."""
        return self.page.locator(".products .c-name a").all_inner_texts()


DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
TABLET: dict[str, Any] = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
HANDHELD: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
SCREENS = {"desk": DESK, "tablet": TABLET, "handheld": HANDHELD}
