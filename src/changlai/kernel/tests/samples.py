"""Small files of many kinds."""

import io
import zipfile

from PIL import Image


def jpeg(size=(40, 30), color="red"):
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG")
    return out.getvalue()


def packed(*names, content=b"x"):
    """A ZIP whose members all hold the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()
