from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bot.adapters.whole_file import WholeFile, read_whole
from bot.services.importing import Mistake


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    return path


def test_text_comes_with_name_and_hash(tmp_path: Path) -> None:
    content = "id;é\r\n".encode()
    path = written(tmp_path, content)
    assert WholeFile(str(path), "id;é\r\n", hashlib.sha256(content).hexdigest()) == read_whole(path)


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    file = read_whole(written(tmp_path, b"\xef\xbb\xbfid\n"))
    assert isinstance(file, WholeFile)
    assert file.text == "id\n"


@pytest.mark.parametrize(
    ("content", "line", "found"),
    [
        ("id\nÉlodie\n".encode("latin-1"), 2, "byte 0xc9 at byte 3"),
        (b"\xef\xbb\xbfid\n" + "Élodie".encode("latin-1"), 2, "byte 0xc9 at byte 6"),
        ("id\nÉlodie".encode("utf-16"), 1, "UTF-16"),
        ("id\nÉlodie".encode("utf-32"), 1, "UTF-32"),
        (b"id\n\xc3", 2, "byte 0xc3 at byte 3"),
    ],
)
def test_another_encoding_is_named_with_its_place(tmp_path: Path, content: bytes, line: int, found: str) -> None:
    mistake = read_whole(written(tmp_path, content))
    assert isinstance(mistake, Mistake)
    assert (mistake.line, mistake.column) == (line, None)
    assert found in mistake.found
    assert "UTF-8" in mistake.expected


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n \r\n"])
def test_an_empty_file_is_a_mistake(tmp_path: Path, content: bytes) -> None:
    mistake = read_whole(written(tmp_path, content))
    assert isinstance(mistake, Mistake)
    assert mistake.found == "an empty file"


def test_a_binary_file_is_a_mistake(tmp_path: Path) -> None:
    mistake = read_whole(written(tmp_path, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
    assert isinstance(mistake, Mistake)
    assert "binary file (byte 0x00 at byte 8)" in mistake.found


def test_directories_and_missing_files_are_mistakes(tmp_path: Path) -> None:
    directory, missing = read_whole(tmp_path), read_whole(tmp_path / "missing.csv")
    assert isinstance(directory, Mistake)
    assert isinstance(missing, Mistake)
    assert (directory.found, missing.found) == ("a directory", "no such file")
