"""Who visits the pages, and on which screens."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ConsoleMessage, Page


@dataclass
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
