"""Pictures from outside: decoded, turned upright, and written anew without anything but pixels."""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageSequence, UnidentifiedImageError

from changlai.kernel.errors import Refusal

MAX_PIXELS = 40_000_000  # of one picture
MAX_MOVING_PIXELS = 60_000_000  # of all frames together; above it only the first frame is kept
MAX_FRAMES = 500
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
MOVING = frozenset({"GIF", "WEBP"})
SHORTEST_FRAME = 20  # milliseconds
QUALITY = 88
THUMBNAIL_QUALITY = 80

TURNS = {  # by EXIF orientation; ImageOps.exif_transpose writes the other tags anew and fails on odd ones
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow and the libraries below it say of broken bytes; a fuzzed picture finds each of them.
DAMAGED = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    RuntimeError,
    struct.error,
    zlib.error,
)

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture: its encoded bytes, media type, and size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def clean(source: BinaryIO, *, name: str) -> Picture:
    """Decode fully and encode again; raises :class:`Refusal` naming the file.

    What goes away: EXIF and other metadata (place, camera, owner), anything hidden behind the picture, colour profiles.
    A moving GIF or WebP stays moving unless it is huge.
    """
    try:
        with Image.open(source, formats=list(FORMATS)) as image:
            _check_size(image, name)
            return _encode(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(name) from None
    except DAMAGED:
        raise Refusal(
            _("“%(name)s” is damaged or incomplete and cannot be read as a picture. Save it anew and try again.")
            % {"name": name},
            rule="file.damaged_picture",
        ) from None


def thumbnail(path: Path, side: int) -> bytes:
    """A still WebP of the picture at ``path``: at most ``side`` pixels each way, never larger than the original."""
    with Image.open(path, formats=list(FORMATS)) as image:
        image.draft("RGB", (side, side))  # lets the JPEG decoder skip what is thrown away
        small = _plain(image)
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "WEBP", quality=THUMBNAIL_QUALITY)
    return out.getvalue()


def _check_size(image: Image.Image, name: str) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels(name)


def _too_many_pixels(name: str) -> Refusal:
    sentence = _("“%(name)s” has more than %(limit)s pixels, too many to keep. Send a smaller one.")
    return Refusal(sentence % {"name": name, "limit": f"{MAX_PIXELS:,}"}, rule="file.too_many_pixels")


def _encode(image: Image.Image) -> Picture:
    kind = "JPEG" if image.format == "MPO" else str(image.format)  # MPO: a JPEG with more JPEGs behind it
    if kind in MOVING and _moves(image):
        return _encode_moving(image, kind)
    plain = _plain(_upright(image), opaque=kind == "JPEG")
    out = io.BytesIO()
    if kind == "JPEG":
        plain.save(out, "JPEG", quality=QUALITY, progressive=True)
    elif kind == "WEBP":
        plain.save(out, "WEBP", quality=QUALITY)
    else:
        plain.save(out, kind)
    return Picture(out.getvalue(), FORMATS[kind], *plain.size)


def _upright(image: Image.Image) -> Image.Image:
    """As the photographer held it."""
    orientation = image.getexif().get(ExifTags.Base.Orientation)
    turn = TURNS.get(orientation) if isinstance(orientation, int) else None
    return image if turn is None else image.transpose(turn)


def _moves(image: Image.Image) -> bool:
    frames = int(getattr(image, "n_frames", 1))
    return 1 < frames <= MAX_FRAMES and image.width * image.height * frames <= MAX_MOVING_PIXELS


def _encode_moving(image: Image.Image, kind: str) -> Picture:
    durations: list[int] = []
    frames: list[Image.Image] = []
    for frame in ImageSequence.Iterator(image):
        durations.append(max(int(frame.info.get("duration") or 100), SHORTEST_FRAME))
        frames.append(frame.convert("RGBA"))
    for frame in frames:
        frame.info = {}
    out = io.BytesIO()
    frames[0].save(
        out,
        kind,
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=int(image.info.get("loop") or 0),
        disposal=2,
    )
    return Picture(out.getvalue(), FORMATS[kind], *image.size)


def _plain(image: Image.Image, *, opaque: bool = False) -> Image.Image:
    """Only the pixels, in a mode every browser shows."""
    image.load()
    if image.mode == "I;16":
        image = image.point(lambda value: value / 256).convert("L")
    has_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    mode = "RGBA" if has_alpha and not opaque else "L" if image.mode in {"1", "L"} else "RGB"
    plain = image.copy() if image.mode == mode else image.convert(mode)
    plain.info = {}
    return plain
