"""QR codes, drawn here and as part of the page: no picture comes from another host."""

import segno
from markupsafe import Markup


def qr(address: str) -> Markup:
    """The code that a telephone reads, as SVG."""
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(omitsize=True, light="#fff", svgclass="qr", border=3))
