"""Pictures of graphs, as notebooks show them."""

from __future__ import annotations

from pathlib import Path


class Picture:
    """A picture that is in memory, and in a file if it has a `filename`. Notebooks show PNG and SVG.

    >>> Picture(b"<svg/>", "svg")
    <Picture: svg, 6 bytes>
    """

    def __init__(self, data: bytes, format: str, filename: str | None = None):
        self.data = data
        self.format = format
        self.filename = filename

    @classmethod
    def read(cls, filename: str) -> Picture:
        """The picture in a file, whose ending is its format."""
        path = Path(filename)
        return cls(path.read_bytes(), path.suffix[1:], filename)

    def __repr__(self) -> str:
        place = f" in {self.filename}" if self.filename else ""
        return f"<Picture: {self.format}, {len(self.data)} bytes{place}>"

    def _repr_png_(self) -> bytes | None:
        return self.data if self.format == "png" else None

    def _repr_svg_(self) -> str | None:
        return self.data.decode() if self.format == "svg" else None
