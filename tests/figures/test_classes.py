"""Figures by class: every class has its bar and its row, and what is said fits what is drawn."""

import numpy as np
import pytest

from lieaug.figures.classes import MOST, class_bars, class_map
from lieaug.figures.words import class_reach, classes_that_matter
from lieaug.schema import ClassExtent, DiscoveryConfig, GeneratorFinding
from tests.fake_results import fake_evidence, fake_result

CONFIG = DiscoveryConfig.model_validate({"task": {"kind": "mnist", "rotation": 45}})


def finding() -> GeneratorFinding:
    return fake_result(CONFIG).generators[0]


def test_every_class_has_a_bar_with_its_interval() -> None:
    shown = finding()
    figure = class_bars(shown, 0)
    track, bars = figure.data
    assert list(bars.y) == [found.name for found in shown.classes]
    np.testing.assert_allclose(bars.x, [found.extent for found in shown.classes])
    assert set(track.x) == {shown.extent_limit}
    np.testing.assert_allclose(bars.x - bars.error_x.arrayminus, [found.interval[0] for found in shown.classes])
    assert class_reach(shown, shown.classes[4]) in figure.layout.meta["alt"]


def test_the_map_shows_ratios_symmetrically_about_one() -> None:
    curve = fake_evidence(CONFIG).curves[0]
    colours, marks = class_map(finding(), 0, curve).data
    assert colours.zmin == -colours.zmax
    np.testing.assert_allclose(colours.customdata, curve.class_ratios)
    assert np.abs(colours.z).max() <= colours.zmax
    assert len(marks.x) == 2 * len(curve.classes)
    assert set(marks.y) == set(curve.classes)


def test_very_many_classes_are_cut_off_and_it_says_so() -> None:
    one = finding().classes[0]
    many = [one.model_copy(update={"name": f"class {index}"}) for index in range(MOST + 5)]
    figure = class_bars(finding().model_copy(update={"classes": many}), 0)
    assert len(figure.data[1].x) == MOST
    assert "5 more" in figure.layout.meta["caption"]


@pytest.mark.parametrize(
    ("extent", "compact", "words"),
    [(np.pi, True, "all the way round"), (np.pi / 4, True, "±45° (36 – 54°)"), (np.pi, False, "all tested (±3.14)")],
)
def test_reach_of_a_class_in_words(extent: float, compact: bool, words: str) -> None:
    found = ClassExtent(name="6", rows=30, extent=extent, interval=(0.8 * extent, 1.2 * extent), sides=(extent, extent))
    assert class_reach(finding().model_copy(update={"compact": compact}), found) == words


def test_classes_of_what_holds_come_first_and_else_those_of_the_strongest() -> None:
    held = fake_result(CONFIG).generators
    assert [rank for rank, _ in classes_that_matter(held)] == [0]
    absent = fake_result(CONFIG, "absent").generators
    assert [rank for rank, _ in classes_that_matter(absent)] == [0]
    assert classes_that_matter([generator.model_copy(update={"classes": []}) for generator in held]) == []
