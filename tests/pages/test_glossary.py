"""The page of the glossary: all terms, one by its link, search, and its other sections."""

from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from lieaug.ui.glossary_page import SECTIONS
from lieaug.ui.glossary_terms import TERMS
from tests.fake_runs import FakeRuns
from tests.pages.opened import opened
from tests.pages.opened import words as page_words

page = partial(opened, "glossary")


def words(app: AppTest) -> str:
    return page_words(app, "markdown", "caption", "code")


def test_all_terms_are_there(fake_runs: FakeRuns) -> None:
    said = words(page())
    assert all(f"#### {term.name}" in said for term in TERMS)


def test_a_link_shows_its_term_and_what_belongs_to_it(fake_runs: FakeRuns) -> None:
    app = page(term="null-band")
    assert "#### null band" in words(app)
    assert "#### loss curve" in words(app)
    assert "#### homography" not in words(app)
    app.button(key="all-terms").click().run()
    assert "#### homography" in words(app)


def test_other_names_lead_to_the_same_term(fake_runs: FakeRuns) -> None:
    assert "#### bracket" in words(page(term="commutator"))


def test_an_unknown_term_is_said_calmly(fake_runs: FakeRuns) -> None:
    assert "There is no such term" in words(page(term="<phlogiston>"))


def test_search_narrows(fake_runs: FakeRuns) -> None:
    said = words(page(q="rapidity"))
    assert "#### boost" in said
    assert "#### bootstrap" not in said
    assert "Nothing by this name" in words(page(q="phlogiston"))


@pytest.mark.parametrize(
    ("section", "said"),
    [("Reading the plots", "curves that decide"), ("Limits", "cannot see"), ("Citation", "2506.03914")],
)
def test_other_sections(fake_runs: FakeRuns, section: str, said: str) -> None:
    assert section in SECTIONS
    assert said in words(page(section=section))


def test_keys_are_a_table(fake_runs: FakeRuns) -> None:
    assert "Key" in page(section="Keys").table[0].value
