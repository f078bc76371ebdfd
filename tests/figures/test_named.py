"""Named symmetries as words and pictures."""

import numpy as np
import pytest

from lieaug.figures.named import gains_figure, named_curve
from lieaug.figures.named_words import brings_words, counted_words, holds_words, inputs_words, part_words
from lieaug.schema import DiscoveryConfig
from tests.fake_results import fake_evidence, fake_result

CONFIG = DiscoveryConfig.model_validate({"task": {"kind": "two-body"}, "battery": True})
NAMED = fake_result(CONFIG).named


def test_words_say_how_far_and_how_much() -> None:
    rotation, scaling, _, mirror = NAMED
    assert holds_words(rotation) == "all the way round"
    assert holds_words(scaling) == "factors of 0.82 to 1.22"
    assert holds_words(mirror) == "–"
    assert holds_words(scaling.model_copy(update={"verdict": "absent"})) == "nowhere"
    assert brings_words(rotation) == "−31% (−34% … −28%)"
    assert part_words(rotation) == ""
    assert part_words(scaling) == "−5.0% (−8.0% … −2.0%) within factors of 0.88 to 1.13"
    assert inputs_words(rotation) == "yes (AUC 0.51)"
    assert inputs_words(scaling) == "no (AUC 0.93)"
    assert brings_words(rotation.model_copy(update={"matters": False})).startswith("nothing")
    assert brings_words(rotation.model_copy(update={"gain": 19.0, "gain_interval": (15.0, 24.0)})) == "×20 (×16 … ×25)"


def test_named_ones_are_counted_each_once_the_best_first() -> None:
    told = counted_words(NAMED)
    assert f"Of {len(NAMED)} asked for by name" in told
    numbers = [int(part.split()[0]) for part in told.partition("name: ")[2].rstrip(".").split("; ")[0].split(", ")]
    assert sum(numbers) == len(NAMED)
    assert told.index(" held") < told.index(" not identifiable")
    assert counted_words([]) == ""


def test_translations_are_in_the_datas_units() -> None:
    shift = [[0.0, 0.0, 12.0], [0.0, 0.0, 16.0], [0.0, 0.0, 0.0]]
    moved = NAMED[1].model_copy(update={"kind": "translation", "matrices": [shift]})
    assert moved.span(0.5) == "±10 in the data's units"


def test_gains_stand_with_their_intervals_on_both_sides_of_zero() -> None:
    figure = gains_figure(NAMED)
    points = figure.data[0]
    np.testing.assert_allclose(points.x, [-0.31, 0.02, 0.4, -0.31])
    np.testing.assert_allclose(np.asarray(points.error_x.array) + np.asarray(points.error_x.arrayminus), 0.06)
    assert figure.layout.xaxis.range[0] == -figure.layout.xaxis.range[1]
    assert all(finding.name in figure.layout.meta["alt"] for finding in NAMED)


@pytest.mark.parametrize("place", [0, 1])
def test_curves_mark_where_it_ends(place: int) -> None:
    evidence = fake_evidence(CONFIG)
    figure = named_curve(evidence.named_curves[place], NAMED[place], evidence.null_band)
    marks = [shape.x0 for shape in figure.layout.shapes if shape.type == "line"]
    assert marks == ([] if place == 0 else [-0.2, 0.2])
    assert NAMED[place].name in figure.layout.title.text
