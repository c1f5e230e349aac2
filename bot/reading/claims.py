"""Which stretches of a text have been read, so that nothing is read twice."""

from __future__ import annotations


class Claims:
    """Stretches of one text, claimed by whoever reads them first; a claim costs its own length."""

    def __init__(self, length: int) -> None:
        self._read = bytearray(length)

    def take(self, start: int, end: int) -> bool:
        """Claim a stretch; False, and nothing changes, where some of it has been read already."""
        if not self.is_free(start, end):
            return False
        self._read[start:end] = b"\x01" * (end - start)
        return True

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing of a stretch has been read."""
        return self._read.find(1, start, end) < 0
