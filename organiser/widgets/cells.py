"""Text in terminal cells: cut to a width, filled up to it, wrapped at words; nothing that a terminal would obey."""

from rich.cells import cell_len, chop_cells, set_cell_size

from organiser.text import safe_text

ELLIPSIS = "…"


def clean(text: str) -> str:
    """One line that is safe to draw, wherever it came from."""
    return text if text.isprintable() else safe_text(text)


def fitted(text: str, width: int) -> str:
    """The text in exactly `width` cells: filled up with spaces, or cut off with an ellipsis."""
    text = clean(text)
    if text.isascii():
        return text.ljust(width) if len(text) <= width else _cut_ascii(text, width)
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + ELLIPSIS if width > 0 else ""


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells."""
    text = clean(text)
    return text if cell_len(text) <= width else fitted(text, width)


def _cut_ascii(text: str, width: int) -> str:
    return text[: width - 1] + ELLIPSIS if width > 0 else ""


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken at spaces where that is possible; at least one line."""
    width = max(width, 1)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in clean(paragraph).split(" "):
            longer = f"{line} {word}" if line else word
            if cell_len(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *whole, line = chop_cells(word, width) or [""]
            lines += whole
        lines.append(line)
    return lines
