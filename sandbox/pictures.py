"""Pictures the sandbox draws itself, always the same for the same name: avatars, and a photograph to send."""

import hashlib
import io
from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageDraw

SIZE = 240
SCALE = 3
WHOLE = SIZE * SCALE
Pen = ImageDraw.ImageDraw

# sky, far, near, spark: four colours a scene is made of
PALETTES = (
    ("#f9d9b8", "#e8a47c", "#7d5a6e", "#fff4dd"),
    ("#cfe6ea", "#7fb3b0", "#2f6f73", "#fdfdf6"),
    ("#e6dcf2", "#a893cf", "#5a4a86", "#fff2c9"),
    ("#fbe3df", "#e59aa0", "#8f4a5b", "#fff8ef"),
    ("#e3edcf", "#a3bd74", "#55713a", "#fffbe0"),
    ("#d7e4f6", "#86a8dc", "#375a94", "#fff6df"),
)
SKINS = ("#f6d3b8", "#f1c7a6", "#f8dcc6", "#e9b892")
HAIRS = ("#2b2523", "#3d2f2a", "#54402f", "#1f2326")
TILES = {"kf": "#0b6e75", "corp": "#0b6e75"}


@lru_cache(maxsize=512)
def avatar(name: str, *, long_hair: bool = False) -> bytes:
    """The PNG for `person-ID`, `member-USERID`, `kf-ID` or `corp-ID`; hair is a member's."""
    kind, _, _ = name.partition("-")
    dice = hashlib.sha256(name.encode()).digest()
    if kind in TILES:
        return _png(lambda pen: _sprout(pen, TILES[kind]))
    if kind == "member":
        return _png(lambda pen: _portrait(pen, dice, long_hair=long_hair))
    return _png(lambda pen: SCENES[dice[12] % len(SCENES)](pen, _palette(dice)))


@lru_cache(maxsize=1)
def sample() -> bytes:
    """A photograph to send: a bed in a bright room."""
    return _png(_bedroom)


def _png(draw: Callable[[Pen], None]) -> bytes:
    picture = Image.new("RGB", (WHOLE, WHOLE), "#ffffff")
    draw(ImageDraw.Draw(picture))
    out = io.BytesIO()
    picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _palette(dice: bytes) -> tuple[str, str, str, str]:
    return PALETTES[dice[1] % len(PALETTES)]


def _box(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    """A box given in percent of the picture."""
    return tuple(value * WHOLE / 100 for value in (x, y, x + width, y + height))  # type: ignore[return-value]


def _points(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x * WHOLE / 100, y * WHOLE / 100) for x, y in pairs]


def _hills(pen: Pen, colours: tuple[str, str, str, str]) -> None:
    sky, far, near, spark = colours
    pen.rectangle(_box(0, 0, 100, 100), sky)
    pen.ellipse(_box(56, 16, 24, 24), spark)
    pen.ellipse(_box(-30, 50, 110, 90), far)
    pen.ellipse(_box(25, 62, 120, 90), near)


def _sea(pen: Pen, colours: tuple[str, str, str, str]) -> None:
    sky, far, near, spark = colours
    pen.rectangle(_box(0, 0, 100, 100), sky)
    pen.ellipse(_box(34, 28, 32, 32), spark)
    pen.rectangle(_box(0, 52, 100, 48), far)
    pen.rectangle(_box(0, 74, 100, 26), near)
    for x, y, width in ((38, 57, 24), (44, 62, 12), (35, 67, 30)):
        pen.rounded_rectangle(_box(x, y, width, 1.6), WHOLE * 0.008, spark)


def _leaf(pen: Pen, colours: tuple[str, str, str, str]) -> None:
    sky, far, near, spark = colours
    pen.rectangle(_box(0, 0, 100, 100), sky)
    _blade(pen, (24, 84), (78, 16), 0.42, far)
    _blade(pen, (24, 84), (78, 16), -0.42, near)
    pen.line(_points((16, 94), (72, 24)), spark, int(WHOLE * 0.018))
    for x, y in ((38, 66), (48, 54), (58, 42)):
        pen.line(_points((x, y), (x + 15, y - 3)), spark, int(WHOLE * 0.012))
        pen.line(_points((x, y), (x - 2, y - 16)), spark, int(WHOLE * 0.012))


def _blade(pen: Pen, root: tuple[float, float], tip: tuple[float, float], bulge: float, colour: str) -> None:
    """Half a leaf between root and tip, bulging to one side by a share of its length."""
    (x1, y1), (x2, y2) = root, tip
    middle_x = (x1 + x2) / 2 - (y2 - y1) * bulge
    middle_y = (y1 + y2) / 2 + (x2 - x1) * bulge
    curve = []
    for step in range(41):
        t = step / 40
        curve.append(
            (
                (1 - t) ** 2 * x1 + 2 * t * (1 - t) * middle_x + t**2 * x2,
                (1 - t) ** 2 * y1 + 2 * t * (1 - t) * middle_y + t**2 * y2,
            )
        )
    pen.polygon(_points(*curve), colour)


def _cat(pen: Pen, colours: tuple[str, str, str, str]) -> None:
    sky, far, near, spark = colours
    pen.rectangle(_box(0, 0, 100, 100), sky)
    pen.ellipse(_box(14, 66, 72, 70), near)
    pen.polygon(_points((24, 50), (26, 16), (50, 36)), near)
    pen.polygon(_points((76, 50), (74, 16), (50, 36)), near)
    pen.polygon(_points((30, 38), (31, 25), (42, 34)), far)
    pen.polygon(_points((70, 38), (69, 25), (58, 34)), far)
    pen.ellipse(_box(21, 28, 58, 52), near)
    for x in (33, 58):
        pen.ellipse(_box(x, 48, 9, 11), spark)
        pen.ellipse(_box(x + 2.6, 50.5, 4.4, 7), "#23282a")
    pen.polygon(_points((46.5, 62), (53.5, 62), (50, 66)), far)


def _cup(pen: Pen, colours: tuple[str, str, str, str]) -> None:
    sky, far, near, spark = colours
    pen.rectangle(_box(0, 0, 100, 100), sky)
    pen.rectangle(_box(0, 74, 100, 26), far)
    pen.ellipse(_box(60, 46, 24, 22), outline=near, width=int(WHOLE * 0.05))
    pen.rounded_rectangle(_box(26, 40, 44, 40), WHOLE * 0.12, near)
    pen.rectangle(_box(26, 40, 44, 18), near)
    pen.ellipse(_box(26, 35, 44, 11), spark)
    pen.ellipse(_box(30, 36.8, 36, 7.4), far)
    for x in (38, 50):
        pen.arc(_box(x, 12, 10, 12), 90, 270, spark, int(WHOLE * 0.018))
        pen.arc(_box(x, 20, 10, 12), 270, 90, spark, int(WHOLE * 0.018))


def _flower(pen: Pen, colours: tuple[str, str, str, str]) -> None:
    sky, far, near, spark = colours
    pen.rectangle(_box(0, 0, 100, 100), sky)
    pen.line(_points((50, 46), (50, 100)), near, int(WHOLE * 0.03))
    _blade(pen, (50, 96), (80, 76), -0.3, near)
    _blade(pen, (50, 96), (80, 76), 0.3, near)
    for x, y in ((50, 22), (68, 34), (61, 55), (39, 55), (32, 34)):
        pen.ellipse(_box(x - 13, y - 11, 26, 26), far)
    pen.ellipse(_box(40, 32, 20, 20), spark)


SCENES = (_hills, _sea, _leaf, _cat, _cup, _flower)


def _portrait(pen: Pen, dice: bytes, *, long_hair: bool) -> None:
    sky, far, near, _ = _palette(dice)
    skin, hair = SKINS[dice[2] % len(SKINS)], HAIRS[dice[3] % len(HAIRS)]
    pen.rectangle(_box(0, 0, 100, 100), sky)
    if long_hair:
        pen.rounded_rectangle(_box(27, 19, 46, 62), WHOLE * 0.22, hair)
    pen.ellipse(_box(14, 74, 72, 70), near)
    pen.rounded_rectangle(_box(42.5, 58, 15, 24), WHOLE * 0.07, skin)
    pen.polygon(_points((42.5, 75), (57.5, 75), (50, 86)), far)
    pen.ellipse(_box(29, 18, 42, 40), hair)
    pen.ellipse(_box(32, 28, 36, 42), skin)
    pen.chord(_box(30, 20, 40, 34), 200, 330, hair)


def _sprout(pen: Pen, tile: str) -> None:
    """The sign of the demo company: a young plant."""
    pen.rectangle(_box(0, 0, 100, 100), tile)
    pen.line(_points((50, 84), (50, 46)), "#ffffff", int(WHOLE * 0.05))
    for bulge in (0.34, -0.34):
        _blade(pen, (50, 66), (17, 38), bulge, "#ffffff")
        _blade(pen, (50, 50), (80, 19), bulge, "#bfe3e0")


def _bedroom(pen: Pen) -> None:
    pen.rectangle(_box(0, 0, 100, 100), "#f1e8d0")
    pen.rectangle(_box(0, 78, 100, 22), "#e4d6b4")
    pen.rounded_rectangle(_box(60, 10, 26, 26), WHOLE * 0.02, "#cfe6ea")
    pen.line(_points((73, 10), (73, 36)), "#ffffff", int(WHOLE * 0.012))
    pen.rounded_rectangle(_box(16, 34, 68, 30), WHOLE * 0.05, "#bf9a3a")
    pen.rounded_rectangle(_box(10, 54, 80, 24), WHOLE * 0.05, "#ffffff")
    pen.rounded_rectangle(_box(10, 64, 80, 14), WHOLE * 0.04, "#dcebea")
    for x in (20, 54):
        pen.rounded_rectangle(_box(x, 46, 26, 13), WHOLE * 0.05, "#fdfdfa")
    for x in (15, 80):
        pen.rectangle(_box(x, 78, 5, 8), "#a5832d")
