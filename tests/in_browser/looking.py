"""Looking at a page: what axe objects to, how wide it is, what it fetches, what it complains of."""

from collections.abc import Iterator

from playwright.sync_api import Page, Request

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, TABLET, DESK = 360, 768, 1280
AXE = """async options => {
  // What the bar that stays half covers would count as too small to touch: a field in focus
  // scrolls into view when the window changes.
  document.activeElement.blur()
  window.scrollTo({top: 0, behavior: "instant"})
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  return axe.run(document, options)
}"""
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
EMAIL, PASSWORD = "admin@example.cn", "Muschel-7-Segel"


def fill_in(page: Page, values: dict[str, str]) -> None:
    """Write values into fields by the beginning of their labels."""
    for label, value in values.items():
        page.get_by_label(label).first.fill(value)


def faults_at_every_width(page: Page) -> Iterator[str]:
    """What axe objects to, and where the page scrolls sideways."""
    for width in (DESK, TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(DRAWN)
        yield from (f"{width} px: {fault}" for fault in faults_of(page))


def faults_of(page: Page) -> Iterator[str]:
    root = "document.documentElement"
    over = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    if over > 0:
        yield f"scrolls sideways by {over} px"
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = page.evaluate(AXE, options)
    for violation in found["violations"]:
        places = ", ".join(str(node["target"]) for node in violation["nodes"][:3])
        yield f"{violation['id']}: {violation['help']} at {places}"


class Traffic:
    """What a page asked for, and what its console said; begin before the page is opened."""

    def __init__(self, page: Page) -> None:
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        page.on("requestfinished", lambda request: self.requests.append(request))
        page.on("requestfailed", self._miss)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _miss(self, request: Request) -> None:
        # What a page still asks for when its reader goes on is broken off: no fault of the page.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"failed: {request.url}")

    def _hear(self, message) -> None:
        # Chromium itself reports the 404 and 410 that a test opens on purpose.
        if message.type in ("error", "warning") and "the server responded" not in message.text:
            self.complaints.append(message.text)

    def bytes(self) -> int:
        return sum(request.sizes()["responseBodySize"] for request in self.requests)

    def foreign(self, home: str) -> list[str]:
        return [one.url for one in self.requests if not one.url.startswith(f"{home}/")]
