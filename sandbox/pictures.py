"""Pictures the sandbox draws itself: avatars of people, members, accounts, and a sample photograph."""

import io

from PIL import Image


def sample() -> bytes:
    """A small PNG to send when no picture is given."""
    picture = Image.new("RGB", (320, 240), (222, 232, 228))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
