"""Evidence pictures: simple drawings of a place before and after, with a stamp, so that nobody takes them for real photos."""

from __future__ import annotations

import random
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (640, 480)
SKIES = ("#cfe0ea", "#dfe6e8", "#e9e2d4", "#c8d6dc")
HILLS = ("#7f9a83", "#8fa58a", "#6f8b7a", "#9aa88c")
CLOUDS = ("#f2f4f2", "#e6ebed", "#aebdc6", "#98a9b3")
TREES = ("#3f5c45", "#53704f", "#2f4a3a", "#77915f")
SHADOWS = ("#8d8169", "#d6cbb0", "#75705c", "#c9bd9c")
GROUND = ("#b9ab8f", "#c4b79c", "#a9a08a")
WALLS = ("#e8e0d2", "#d9cfc0", "#cdb8a0")
ROOFS = ("#8a4f3d", "#6f5a52", "#7d6248")
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A Chinese font of the system; without one the stamp is drawn in figures only."""
    for path in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size)
    return ImageFont.load_default(size)


def picture(seed: int, stamp: str, mended: bool) -> bytes:
    """Returns a JPEG of 640 x 480: a house by a road under hills, cracked or mended, with a stamp; the same for the same input."""
    rng = random.Random(seed)
    image = Image.new("RGB", SIZE, rng.choice(SKIES))
    draw = ImageDraw.Draw(image)
    _clouds(draw, rng)
    _hills(draw, rng)
    draw.rectangle((0, 330, *SIZE), fill=rng.choice(GROUND))
    _trees(draw, rng)
    _house(draw, rng, mended)
    _pipe(draw, rng, mended)
    _stamp(draw, stamp)
    stream = BytesIO()
    image.save(stream, "JPEG", quality=72)
    return stream.getvalue()


def _clouds(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    for _ in range(rng.randint(2, 6)):
        x, y, wide = rng.randint(-60, SIZE[0]), rng.randint(0, 170), rng.randint(80, 260)
        draw.ellipse((x, y, x + wide, y + rng.randint(30, 80)), fill=rng.choice(CLOUDS))


def _trees(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    """Trees and shadows, near and far: no two places look the same, and a comparison of pictures should see that too."""
    for _ in range(rng.randint(3, 8)):
        x, y, size = rng.randint(-30, SIZE[0]), rng.randint(170, 360), rng.randint(30, 120)
        draw.ellipse((x, y - size, x + size, y + size // 2), fill=rng.choice(TREES))
    for _ in range(rng.randint(2, 5)):
        x, y = rng.randint(-40, SIZE[0]), rng.randint(340, 450)
        draw.ellipse((x, y, x + rng.randint(90, 260), y + rng.randint(14, 50)), fill=rng.choice(SHADOWS))


def _hills(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    for level in (230, 270):
        points = [(x, level + rng.randint(-50, 40)) for x in range(0, SIZE[0] + 80, 80)]
        draw.polygon([(0, 340), *points, (SIZE[0], 340)], fill=rng.choice(HILLS))


def _house(draw: ImageDraw.ImageDraw, rng: random.Random, mended: bool) -> None:
    left, top = rng.randint(40, 400), rng.randint(170, 250)
    wide, high = rng.randint(160, 280), rng.randint(110, 160)
    draw.rectangle((left, top, left + wide, top + high), fill=rng.choice(WALLS), outline="#5d5248")
    roof = [(left - 22, top), (left + wide // 2, top - rng.randint(50, 75)), (left + wide + 22, top)]
    draw.polygon(roof, fill=rng.choice(ROOFS), outline="#4a3d35")
    draw.rectangle((left + 30, top + 40, left + 75, top + 85), fill="#46545c")
    draw.rectangle((left + wide - 80, top + 45, left + wide - 35, top + high), fill="#5b4636")
    if not mended:
        for _ in range(4):
            x, y = left + rng.randint(60, wide - 60), top + rng.randint(5, 30)
            draw.line(
                (x, y, x + rng.randint(-18, 18), y + 26, x + rng.randint(-26, 26), y + 62),
                fill="#3c332c",
                width=3,
            )
        hole = left + wide // 2
        draw.polygon([(hole - 14, top - 24), (hole + 20, top - 30), (hole + 8, top - 8)], fill="#2b2622")


def _pipe(draw: ImageDraw.ImageDraw, rng: random.Random, mended: bool) -> None:
    y = rng.randint(385, 415)
    draw.line((0, y, SIZE[0], y - 14), fill="#3f7f93" if mended else "#7c6a58", width=11)
    if not mended:
        x = rng.randint(380, 560)
        draw.ellipse((x - 46, y - 2, x + 50, y + 26), fill="#8fb3bf")


def _stamp(draw: ImageDraw.ImageDraw, stamp: str) -> None:
    draw.rectangle((0, SIZE[1] - 34, SIZE[0], SIZE[1]), fill="#1d2b2d")
    draw.text((12, SIZE[1] - 28), f"{stamp}  演示图，非实景", fill="#f4f1e8", font=_font(18))
