"""The card that a notebook shows: whole, safe, small, and readable on light and dark pages."""

import re

import pytest

from lieaug.augmentation import augmentation_of
from lieaug.figures.theme import DARK_TWIN
from lieaug.figures.words import reach
from lieaug.report.notebook import MOST_BARS, discovery_card
from lieaug.report.subject import Subject
from lieaug.schema import Discovery
from tests.fake_runs import FakeRuns
from tests.report.test_html import NAMESPACE, NASTY, read

LARGEST = 60_000  # characters


def cards(result: Discovery) -> list[str]:
    holds = any(finding.verdict in ("present", "approximate") for finding in result.generators)
    return [result._repr_html_(), *([augmentation_of(result)._repr_html_()] if holds else [])]


def test_it_says_the_verdict_and_every_extent_in_words(subject: Subject) -> None:
    words = "\n".join(read(discovery_card(subject.result)).text)
    assert subject.result.sentence in words
    assert subject.result.verdict in words
    for finding in subject.result.generators[:MOST_BARS]:
        assert finding.verdict in words
        assert reach(finding) in words or finding.verdict == "not identifiable"


def test_it_is_small_closed_and_fetches_nothing(subject: Subject) -> None:
    for card in cards(subject.result):
        assert len(card) <= LARGEST
        assert "http" not in card.replace(NAMESPACE, "")
        for tag, attributes in read(card).elements:
            assert tag not in ("script", "link", "img", "iframe")
            assert not any(name.startswith("on") for name in attributes)
            if tag == "svg":
                assert len(attributes["aria-label"] or "") > 10


def test_every_colour_of_a_drawing_has_a_dark_twin(subject: Subject) -> None:
    for card in cards(subject.result):
        style, drawn = card.split("</style>")
        for colour in re.findall(r'(?:fill|stroke)="([^"]+)"', drawn):
            assert colour in ("none", "currentColor") or colour.startswith("var(--la-")
        assert all(f"--la-{light[1:]}:{dark};" in style for light, dark in DARK_TWIN.items())


@pytest.mark.parametrize("kind", ["mnist", "two-body"])
def test_what_people_have_named_stays_text(fake_runs: FakeRuns, kind: str) -> None:
    result = fake_runs.make(task={"kind": kind}).result()
    assert result is not None
    first = result.generators[0].model_copy(update={"name": NASTY})
    changes = {"generators": [first], "sentence": NASTY, "task": NASTY, "algebra": NASTY, "warnings": [NASTY]}
    for card in cards(result.model_copy(update=changes)):
        assert "<b>bold" not in card
        assert "<script" not in card
        assert NASTY in "\n".join(read(card).text)
