"""The glossary: links resolve, search finds, and whatever code links to is there."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from lieaug.errors import LieAugError
from lieaug.ui import glossary, glossary_reading
from lieaug.ui.frame import ASSETS
from lieaug.ui.glossary_terms import GROUPS, REFERENCES, TERMS, Term

UI = Path(glossary.__file__).parent
each_term = pytest.mark.parametrize("term", TERMS, ids=lambda term: term.slug)


@each_term
def test_a_term_leads_only_to_what_there_is(term: Term) -> None:
    assert term.group in GROUPS
    assert all(glossary.find(name) is not None for name in term.related)
    assert term not in [glossary.find(name) for name in term.related]
    assert all(key in REFERENCES for key in term.references)
    assert not term.picture or (ASSETS / "glossary" / f"{term.picture}.svg").is_file()
    assert 1 <= len(re.findall(r"[.!?](?:\s|$)", term.text)) <= 5


@each_term
def test_a_term_is_found_by_every_name_and_by_its_own_link(term: Term) -> None:
    for name in (term.name, *term.also, term.slug, term.name.upper()):
        assert glossary.find(name) is term
    (address,) = re.findall(r"\?term=([^)]*)\)", glossary.term(term.name))
    assert glossary.find(unquote(address)) is term


def test_terms_appear_on_pages_that_there_are() -> None:
    titles = set(re.findall(r'title="([^"]+)"', (UI / "navigation.py").read_text(encoding="utf-8")))
    assert {name for term in TERMS for name in term.where} <= titles


def test_no_two_terms_share_a_name() -> None:
    names = [glossary.plain_name(name) for term in TERMS for name in (term.name, *term.also)]
    assert len(names) == len(set(names))


def test_every_term_that_code_links_to_exists() -> None:
    asked = {
        name
        for path in UI.rglob("*.py")
        for name in re.findall(r"""\bterm\(\s*["']([^"']+)["']""", path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 20
    assert [name for name in sorted(asked) if glossary.find(name) is None] == []


def test_an_unknown_term_is_refused() -> None:
    with pytest.raises(LieAugError, match="expected a term"):
        glossary.term("phlogiston")


def test_search_puts_names_first_and_needs_all_words() -> None:
    assert glossary.search("null band")[0].name == "null band"
    assert glossary.search("commutator")[0].name == "bracket"
    assert glossary.search("") == list(TERMS)
    assert glossary.search("null phlogiston") == []


def test_plots_and_limits_say_something() -> None:
    assert all(title and len(text) > 80 for title, text in glossary_reading.PLOTS)
    assert len(glossary_reading.LIMITS) >= 5
