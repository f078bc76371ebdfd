"""HTML from values: whatever people have named is escaped, and every element is closed."""

from collections.abc import Iterable, Sequence
from html import escape


def tag(name: str, *content: str, **attributes: str) -> str:
    """An element around markup; attributes may end in "_" where Python has the word for itself."""
    written = "".join(f' {key.rstrip("_")}="{escape(value, quote=True)}"' for key, value in attributes.items())
    return f"<{name}{written}>{''.join(content)}</{name}>"


def words(name: str, text: str, **attributes: str) -> str:
    """An element around plain text."""
    return tag(name, escape(text), **attributes)


def bullets(items: Iterable[str]) -> str:
    """A list of plain sentences; nothing without any."""
    entries = [words("li", item) for item in items]
    return tag("ul", *entries) if entries else ""


def grid(*cells: str) -> str:
    """Things side by side, as many as have room."""
    return tag("div", *cells, class_="grid")


def figure(picture: str, title: str, caption: str = "") -> str:
    """A drawing with its title and how to read it."""
    below = words("small", caption) if caption else ""
    return tag("figure", tag("figcaption", words("strong", title), below), picture)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain texts; nothing without rows."""
    body = [tag("tr", *(words("td", cell) for cell in row)) for row in rows]
    if not body:
        return ""
    head = tag("thead", tag("tr", *(words("th", name, scope="col") for name in heads)))
    return tag("div", tag("table", head, tag("tbody", *body)), class_="scroll")


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Names and values, a row each."""
    body = [tag("tr", words("th", name, scope="row"), words("td", value)) for name, value in rows]
    return tag("table", tag("tbody", *body), class_="facts")
