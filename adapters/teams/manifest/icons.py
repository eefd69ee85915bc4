"""Draws the app's two icons: a speech bubble with three bars, in colour and as an outline.

https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
"""

import struct
import zlib
from collections.abc import Callable
from typing import Final

Pixel = tuple[int, int, int, int]

COLOUR_SIDE: Final = 192
OUTLINE_SIDE: Final = 32

BLUE: Final[Pixel] = (29, 53, 87, 255)
WHITE: Final[Pixel] = (255, 255, 255, 255)
NOTHING: Final[Pixel] = (255, 255, 255, 0)

ACCENT: Final = "#1D3557"
"""The blue of the icon, for the manifest."""

_LEFT, _TOP, _RIGHT, _BOTTOM, _ROUND = 0.2, 0.22, 0.8, 0.66, 0.12
_BARS: Final = ((0.34, 0.10), (0.50, 0.16), (0.66, 0.07))
_BAR_HALF: Final = 0.035
_STROKE: Final = 0.07


def colour_icon() -> bytes:
    """The full icon, 192 pixels a side, as PNG."""
    return _png(COLOUR_SIDE, lambda x, y: BLUE if not _is_bubble(x, y) or _is_bar(x, y) else WHITE)


def outline_icon() -> bytes:
    """The icon in white on nothing, 32 pixels a side, as PNG."""
    return _png(OUTLINE_SIDE, lambda x, y: WHITE if _is_edge(x, y) or _is_bar(x, y) else NOTHING)


def _is_bubble(x: float, y: float, inset: float = 0.0) -> bool:
    """Whether a point, in parts of the side, lies in a rounded box or in its tail."""
    beyond_x = max(_LEFT + _ROUND - x, x - (_RIGHT - _ROUND), 0.0)
    beyond_y = max(_TOP + _ROUND - y, y - (_BOTTOM - _ROUND), 0.0)
    is_box = (beyond_x**2 + beyond_y**2) ** 0.5 <= _ROUND - inset
    is_tail = _BOTTOM - inset <= y <= _BOTTOM + 0.14 - 2 * inset and 0.30 + inset <= x <= 0.46 - (y - _BOTTOM) - inset
    return is_box or is_tail


def _is_edge(x: float, y: float) -> bool:
    return _is_bubble(x, y) and not _is_bubble(x, y, _STROKE)


def _is_bar(x: float, y: float) -> bool:
    middle = (_TOP + _BOTTOM) / 2
    return any(abs(x - at) <= _BAR_HALF and abs(y - middle) <= half for at, half in _BARS)


def _png(side: int, colour_at: Callable[[float, float], Pixel]) -> bytes:
    rows = (b"\0" + b"".join(_smooth(side, x, y, colour_at) for x in range(side)) for y in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _smooth(side: int, x: int, y: int, colour_at: Callable[[float, float], Pixel]) -> bytes:
    """A pixel as the mean of four points in it, so that edges are not ragged."""
    points = [colour_at((x + dx) / side, (y + dy) / side) for dx in (0.25, 0.75) for dy in (0.25, 0.75)]
    return bytes(sum(point[channel] for point in points) // len(points) for channel in range(4))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
