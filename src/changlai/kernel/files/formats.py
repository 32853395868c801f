"""What a file is, told by its content. Names and declared types are only hints between equals."""

import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from changlai.kernel.errors import Refusal
from changlai.kernel.files.names import extension_of

OCTETS = "application/octet-stream"  # kept and handed out, never shown
HEAD_BYTES = 4096
ZIP_MEMBERS = 5_000
ZIP_UNPACKED_BYTES = 500 * 1024 * 1024
ZIP_DIRECTORY_BYTES = 2 * 1024 * 1024
ZIP_TAIL = 65_557  # the end record and the longest comment
PAGES = {"html", "htm", "xhtml", "xht", "shtml", "mhtml", "svg", "svgz", "hta", "url"}
SCRIPTS = {"js", "mjs", "cjs", "jse", "vbs", "vbe", "wsf", "wsh", "ps1", "bat", "cmd", "sh", "command", "desktop"}
PROGRAMS = {"exe", "com", "scr", "msi", "msp", "dll", "cpl", "pif", "lnk", "scf", "reg", "jar", "iso", "img"}
ACTIVE_EXTENSIONS = PAGES | SCRIPTS | PROGRAMS


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file we know. ``inline``: a browser may show it in its page."""

    media_type: str
    extensions: tuple[str, ...]
    inline: bool = False


FORMATS = {
    known.media_type: known
    for known in (
        Format("image/jpeg", ("jpg", "jpeg"), inline=True),
        Format("image/png", ("png",), inline=True),
        Format("image/gif", ("gif",), inline=True),
        Format("image/webp", ("webp",), inline=True),
        Format("audio/mpeg", ("mp3",), inline=True),
        Format("audio/wav", ("wav",), inline=True),
        Format("audio/mp4", ("m4a",), inline=True),
        Format("audio/amr", ("amr",)),
        Format("audio/silk", ("silk", "slk")),
        Format("video/mp4", ("mp4", "m4v"), inline=True),
        Format("video/quicktime", ("mov",)),
        Format("application/pdf", ("pdf",)),
        Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx", "docm")),
        Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx", "xlsm")),
        Format("application/vnd.openxmlformats-officedocument.presentationml.presentation", ("pptx", "pptm")),
        Format("application/zip", ("zip",)),
        Format("text/csv", ("csv",)),
        Format("text/plain", ("txt",)),
    )
}
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
BY_EXTENSION = {extension: known.media_type for known in FORMATS.values() for extension in known.extensions}

ACTIVE_MAGIC = (
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!/",
    b"#! /",
)
# Each comment is taken whole or not at all (?>...): a thousand of them would otherwise be tried in all combinations.
ACTIVE_TEXT = re.compile(
    rb"\s*+(?:<\?xml[^>]*>\s*+)?(?><!--.*?-->\s*+)*+"
    rb"<(?:!doctype\s+(?:html|svg)|html|head|body|script|iframe|svg|math|style|object|embed|meta|link|base|form|img|table|div|a)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)


def detect(path: Path, *, name: str, declared_type: str) -> str:
    """The media type of the file at ``path``, OCTETS when unknown; raises :class:`Refusal` for what is dangerous."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if _is_active(head, name):
        raise _active(name)
    if found := _by_magic(head, declared_type):
        return found
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(path, name)
    return _text_type(head, name, declared_type)


def is_inline(media_type: str) -> bool:
    return media_type in FORMATS and FORMATS[media_type].inline


def _is_active(head: bytes, name: str) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "ignore").encode()
    is_windows_program = head.startswith(b"MZ") and b"\0" in head[:64]
    is_program = is_windows_program or head.startswith(ACTIVE_MAGIC)
    return is_program or extension_of(name) in ACTIVE_EXTENSIONS or bool(ACTIVE_TEXT.match(text))


def _active(name: str) -> Refusal:
    return Refusal(
        _(
            "“%(name)s” is a program or a web page, which could run on the reader's device, so it is not accepted. "
            "Send it as a PDF or a picture, or pack it into a ZIP file."
        )
        % {"name": name},
        rule="file.active_content",
    )


def _by_magic(head: bytes, declared_type: str) -> str:
    for magic, media_type in (
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"%PDF-", "application/pdf"),
        (b"#!AMR", "audio/amr"),
        (b"#!SILK_V3", "audio/silk"),
        (b"\x02#!SILK_V3", "audio/silk"),
        (b"ID3", "audio/mpeg"),
    ):
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12], declared_type)
    return "audio/mpeg" if _is_mp3_frame(head) else ""


def _iso_media(brand: bytes, declared_type: str) -> str:
    if brand == b"qt  ":
        return "video/quicktime"
    if brand in {b"heic", b"heix", b"mif1", b"avif"}:
        return OCTETS
    return "audio/mp4" if brand in {b"M4A ", b"M4B "} or declared_type.startswith("audio/") else "video/mp4"


def _is_mp3_frame(head: bytes) -> bool:
    """A frame header: 11 bits of sync, no reserved version, layer III, no reserved bit rate or sampling rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:  # noqa: PLR2004 - the format's own bits
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer == 1 and head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3  # noqa: PLR2004 - see above


def _zip_type(path: Path, name: str) -> str:
    """Judge a ZIP by its table of contents, which is read only when it is of sane length; nothing is unpacked."""
    if _directory_bytes(path) > ZIP_DIRECTORY_BYTES:
        raise _bomb(name)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        return OCTETS
    if len(members) > ZIP_MEMBERS or sum(member.file_size for member in members) > ZIP_UNPACKED_BYTES:
        raise _bomb(name)
    names = {member.filename for member in members}
    for member_name, extension in OFFICE.items():
        if member_name in names:
            return BY_EXTENSION[extension]
    return "application/zip" if extension_of(name) in {"zip", ""} else OCTETS


def _directory_bytes(path: Path) -> int:
    """The length of the table of contents as the end record states it (0 when there is no end record)."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - ZIP_TAIL))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return int(struct.unpack_from("<L", tail, at + 12)[0]) if 0 <= at <= len(tail) - 22 else 0


def _bomb(name: str) -> Refusal:
    return Refusal(
        _("“%(name)s” unpacks to far more than it seems to hold, so it is not accepted. Send its files one by one.")
        % {"name": name},
        rule="file.bomb",
    )


def _text_type(head: bytes, name: str, declared_type: str) -> str:
    if not head or not _is_text(head):
        return OCTETS
    is_csv = extension_of(name) == "csv" or declared_type.partition(";")[0].strip() == "text/csv"
    return "text/csv" if is_csv else "text/plain"


def _is_text(head: bytes) -> bool:
    """UTF-8, UTF-16 with its mark, or GB 18030, without control characters. The last character may be cut."""
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        if encoding == "utf-16" and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return not re.search("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text)
    return False
