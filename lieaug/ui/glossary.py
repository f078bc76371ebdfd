"""The field's terms: looked up by name, linked from wherever they appear."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from lieaug.errors import LieAugError
from lieaug.ui.glossary_terms import TERMS, Term


@dataclass(frozen=True)
class _Names:
    """Every name that leads to a term: its own and its other ones, small and with spaces."""

    terms: dict[str, Term]

    @classmethod
    def of(cls, terms: Sequence[Term]) -> "_Names":
        return cls({plain_name(name): term for term in terms for name in (term.name, *term.also)})


def plain_name(name: str) -> str:
    """How names are compared: small letters, single spaces, no signs."""
    return re.sub(r"[^a-z0-9()]+", " ", name.lower()).strip()


_NAMES = _Names.of(TERMS)


def find(name: str) -> Term | None:
    """The term of this name, or of which this is another name."""
    return _NAMES.terms.get(plain_name(name))


def term(name: str, shown: str | None = None) -> str:
    """A link to a term of the glossary, in Markdown.

    Args:
        name: The term, or another name of it.
        shown: What the link reads as; default: the name.

    Raises:
        LieAugError: There is no such term.
    """
    found = find(name)
    if found is None:
        raise LieAugError(f"expected a term of the glossary, got {name!r}; add it to glossary_terms.py")
    return f"[{shown or name}](glossary?term={quote(found.slug)})"


def search(text: str) -> list[Term]:
    """Terms that have every word of the text somewhere, those with it in the name first; all without one."""
    asked = plain_name(text).split()
    found = [term for term in TERMS if all(word in plain_name(_everything(term)) for word in asked)]
    return sorted(found, key=lambda term: not all(word in plain_name(_names(term)) for word in asked))


def _names(term: Term) -> str:
    return " ".join((term.name, *term.also))


def _everything(term: Term) -> str:
    return f"{_names(term)} {term.text}"
