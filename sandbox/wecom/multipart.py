"""The one file of a multipart/form-data body, read as strictly as WeCom reads it.

WeCom does not understand the encoded file name of RFC 5987 (filename*=), which some HTTP clients send for Chinese
names: the file then counts as missing (44001). So the name is looked for exactly as `filename="..."`.
"""

import re

from sandbox.wecom.call import Upload

BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
FILENAME = re.compile(r';\s*filename="([^"]*)"', re.IGNORECASE)
CONTENT_TYPE = re.compile(r"^content-type:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def read_upload(content_type: str, body: bytes) -> Upload | None:
    """The first part that carries a file, or None if the body is no form or has no file."""
    boundary = BOUNDARY.search(content_type)
    if boundary is None:
        return None
    for part in body.split(b"--" + boundary.group(1).encode())[1:]:
        head, separator, data = part.partition(b"\r\n\r\n")
        headers = head.decode("utf-8", "replace")
        if separator and "filename" in headers.lower():
            name, kind = FILENAME.search(headers), CONTENT_TYPE.search(headers)
            return Upload(
                filename=name.group(1) if name else None,
                content_type=kind.group(1) if kind else "",
                data=data.removesuffix(b"\r\n"),
            )
    return None
