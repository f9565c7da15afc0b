"""Pages about what ran, as notebooks show them."""

from __future__ import annotations

import html
import platform
import webbrowser
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


class Page:
    """A page of HTML that is in memory, and in a file if it has a `filename`. Notebooks show it in a frame.

    >>> Page("<p>5</p>")
    <Page: 8 characters>
    """

    def __init__(self, html: str, filename: str | None = None):
        self.html = html
        self.filename = filename

    def save(self, filename: str) -> None:
        Path(filename).write_text(self.html, encoding="utf-8")
        self.filename = filename

    def open(self) -> None:
        """Shows the file in a web browser."""
        if self.filename is None:
            raise ValueError("a browser opens a page that is in a file: save it first")
        webbrowser.open(Path(self.filename).absolute().as_uri())

    def __repr__(self) -> str:
        place = f" in {self.filename}" if self.filename else ""
        return f"<Page: {len(self.html)} characters{place}>"

    def _repr_html_(self) -> str:
        style = "width: 100%; height: 720px; border: 0"
        return f'<iframe sandbox="allow-scripts" style="{style}" srcdoc="{html.escape(self.html)}"></iframe>'


def versions() -> list[str]:
    """What a page says of the program that it is about."""
    found = [f"Python {platform.python_version()}"]
    for package in ("numpy", "pandas", "pyarrow"):
        with suppress(PackageNotFoundError):
            found.append(f"{package} {version(package)}")
    return found
