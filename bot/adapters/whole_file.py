"""A text file read whole, or the mistake that keeps it out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.services.importing import Mistake

MAX_BYTES = 64 * 1024 * 1024
UTF8_BOM = b"\xef\xbb\xbf"
EXPECTED_ENCODING = "text in UTF-8, with or without a byte order mark"
OTHER_BOMS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file's text.

    Attributes:
        name: the path as it was given, for messages.
        sha256: of the bytes, hexadecimal.
    """

    name: str
    text: str
    sha256: str


def read_whole(path: Path) -> WholeFile | Mistake:
    """Read a UTF-8 text file; a byte order mark is dropped."""
    name = str(path)
    try:
        if path.is_dir():
            return Mistake(name, None, None, "a directory", "a file")
        if not path.exists():
            return Mistake(name, None, None, "no such file", "a file that exists")
        if path.stat().st_size > MAX_BYTES:
            return Mistake(
                name, None, None, f"{path.stat().st_size:,} bytes", f"at most {MAX_BYTES:,} bytes in one file"
            )
        content = path.read_bytes()
    except OSError as error:
        return Mistake(name, None, None, error.strerror or type(error).__name__, "a file that can be read")
    text = _decode(name, content)
    if isinstance(text, Mistake):
        return text
    return WholeFile(name, text, hashlib.sha256(content).hexdigest())


def _decode(name: str, content: bytes) -> str | Mistake:
    for mark, encoding in OTHER_BOMS.items():
        if content.startswith(mark):
            return Mistake(name, 1, None, f"{encoding} (byte order mark at byte 0)", EXPECTED_ENCODING)
    mark_length = len(UTF8_BOM) if content.startswith(UTF8_BOM) else 0
    body = content[mark_length:]
    if not body.strip():
        return Mistake(name, None, None, "an empty file", "a file with content")
    if b"\x00" in body:
        offset = content.index(b"\x00")
        return Mistake(
            name,
            _line_at(content, offset),
            None,
            f"a binary file (byte 0x00 at byte {offset})",
            EXPECTED_ENCODING,
        )
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        offset = error.start + mark_length
        found = f"byte 0x{content[offset]:02x} at byte {offset}, which is not UTF-8"
        return Mistake(name, _line_at(content, offset), None, found, EXPECTED_ENCODING)


def _line_at(content: bytes, offset: int) -> int:
    return content.count(b"\n", 0, offset) + 1
