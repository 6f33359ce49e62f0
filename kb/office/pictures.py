"""Pictures, drawn anew: upright, no larger than a screen, without place, time or camera."""

import base64
import io
import warnings
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from kb.office.file_types import FileType
from kb.office.refusals import Refusal, Unfit

MOST_PIXELS = 50_000_000
WIDEST = 2560
THUMBNAIL = (480, 480)
_FORMATS = {"JPEG": FileType.JPEG, "PNG": FileType.PNG, "WEBP": FileType.WEBP, "GIF": FileType.GIF}
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85, "method": 4},
    "GIF": {},
}


def redrawn(path: str) -> dict[str, Any]:
    """The picture and its thumbnail (WebP), both in base64, and the type. Raises Unfit.

    Of a moving picture the first frame stays.
    """
    with open(path, "rb") as file:
        return drawn(file.read())


def drawn(content: bytes) -> dict[str, Any]:
    """As `redrawn`, of the bytes of a picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content), formats=tuple(_FORMATS))
            written = str(image.format)
            if image.width * image.height > MOST_PIXELS:
                raise Unfit(Refusal.TOO_MUCH)
            image.thumbnail((WIDEST, WIDEST))
            upright = _plain(ImageOps.exif_transpose(image), written)
    except Image.DecompressionBombError as error:
        raise Unfit(Refusal.TOO_MUCH) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unfit(Refusal.DAMAGED) from error
    small = upright.copy() if upright.mode in ("RGB", "RGBA") else upright.convert("RGBA")
    small.thumbnail(THUMBNAIL)
    return {
        "type": _FORMATS[written].value,
        "width": upright.width,
        "height": upright.height,
        "data": _saved(upright, written, _OPTIONS[written]),
        "thumbnail": _saved(small, "WEBP", {"quality": 75}),
    }


def _plain(image: Image.Image, written: str) -> Image.Image:
    """Nothing but the colours: a picture of these pixels alone carries no other data."""
    see_through = image.has_transparency_data and written != "JPEG"
    made = image.convert("RGBA" if see_through else "RGB")
    bare = Image.new(made.mode, made.size)
    bare.paste(made)
    return bare


def _saved(image: Image.Image, written: str, options: dict[str, Any]) -> str:
    out = io.BytesIO()
    image.save(out, written, **options)
    return base64.b64encode(out.getvalue()).decode()
