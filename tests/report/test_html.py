"""The report as an HTML file: whole, safe, small, and without anything that must be fetched."""

from html.parser import HTMLParser

import numpy as np
import pytest

from lieaug.report.html import SECTIONS, html_report
from lieaug.report.subject import Subject
from lieaug.runs.folder import RunFolder
from tests.fake_runs import FakeRuns

EMPTY = {"meta", "img", "line", "polyline", "polygon", "rect", "circle"}
LARGEST = 300_000  # characters
NAMESPACE = "http://www.w3.org/2000/svg"
NASTY = "<b>bold</b> & \"quoted\" <script>alert('x')</script>"


class Reader(HTMLParser):
    """Notes every element, and that each is closed in its turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in EMPTY, f"<{tag}> is not closed"
        self.open.append(tag)
        self.elements.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(document: str) -> Reader:
    reader = Reader()
    reader.feed(document)
    reader.close()
    assert reader.open == []
    return reader


def test_it_is_well_formed_and_has_every_section_in_turn(subject: Subject) -> None:
    reader = read(html_report(subject))
    words = "\n".join(reader.text)
    places = [words.index(name) for name, _ in SECTIONS]
    assert places == sorted(places)
    assert subject.result.sentence in words
    assert subject.data_hash.sha256 in words
    for version in subject.result.versions.values():
        assert version in words
    for finding in subject.result.generators:
        assert finding.reason in words


def test_it_needs_no_script_and_nothing_from_anywhere(subject: Subject) -> None:
    document = html_report(subject)
    assert len(document) <= LARGEST
    for tag, attributes in read(document).elements:
        assert tag not in ("script", "link", "iframe", "object")
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in ("src", "href"):
                assert (value or "").startswith("data:image/png;base64,")
    assert "http" not in document.replace(NAMESPACE, "")
    assert "url(" not in document
    assert "@import" not in document


def test_every_picture_says_what_it_shows(subject: Subject) -> None:
    for tag, attributes in read(html_report(subject)).elements:
        if tag == "svg":
            assert attributes["role"] == "img"
            assert len(attributes["aria-label"] or "") > 20
        if tag == "img":
            assert attributes["alt"]


def test_coordinates_are_numbers_within_their_drawing(subject: Subject) -> None:
    for tag, attributes in read(html_report(subject)).elements:
        if tag in ("polyline", "polygon"):
            points = [float(value) for pair in (attributes["points"] or "").split() for value in pair.split(",")]
            assert np.isfinite(points).all()
            assert min(points) >= -1
            assert max(points) <= 400


@pytest.mark.parametrize("battery", [False, True])
def test_what_people_have_named_stays_text(fake_runs: FakeRuns, battery: bool) -> None:
    run = fake_runs.make(task={"kind": "mnist", "rotation": 45}, battery=battery)
    meta = run.meta().model_copy(update={"title": NASTY, "task": NASTY})
    (run.path / "meta.json").write_text(meta.model_dump_json(by_alias=True))
    result = run.result()
    assert result is not None
    first = result.generators[0]
    classes = [found.model_copy(update={"name": NASTY}) for found in first.classes]
    renamed = first.model_copy(update={"name": NASTY, "reason": NASTY, "classes": classes})
    nasty = result.model_copy(update={"generators": [renamed, *result.generators[1:]], "sentence": NASTY})
    (run.path / "result.json").write_text(nasty.to_json())
    document = html_report(Subject.of(RunFolder(run.path)))
    assert "<b>bold" not in document
    reader = read(document)
    assert NASTY in "\n".join(reader.text)


def test_the_same_run_gives_the_same_report(subject: Subject) -> None:
    assert html_report(subject) == html_report(subject)
