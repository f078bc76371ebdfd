"""The Orbits page in all states of runs, kinds of examples and addresses."""

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lieaug.runs.folder import RunFolder
from tests.fake_runs import FakeRuns
from tests.pages.opened import opened, words

TASKS = [
    ({"kind": "two-body"}, {}, "vectors"),
    ({"kind": "oscillator-3d"}, {}, "vectors"),
    ({"kind": "hurricane"}, {}, "vectors"),
    ({"kind": "zoo", "family": "se2"}, {}, "vectors"),
    ({"kind": "zoo", "family": "so2+so2"}, {}, "vectors"),
    ({"kind": "oscillator-2d"}, {"output": "learned"}, "vectors"),
    ({"kind": "dimuon"}, {}, "vectors"),
    ({"kind": "qm9"}, {}, "points"),
    ({"kind": "mnist"}, {}, "image"),
    ({"kind": "mnist", "warp": "homography"}, {}, "image"),
]


def page(run: RunFolder | None = None, **query: str) -> AppTest:
    return opened("orbits", **({"run": run.id} if run else {}), **query)


def stage(app: AppTest) -> dict[str, Any] | None:
    """What the stage was told."""
    told = [json.loads(element.proto.json) for element in app.get("bidi_component") if element.proto.json]
    return next((data for data in told if "generators" in data and "examples" in data), None)


def staged(run: RunFolder, **query: str) -> dict[str, Any]:
    found = stage(page(run, **query))
    assert found is not None
    return found


@pytest.mark.parametrize(("task", "settings", "kind"), TASKS)
def test_every_kind_of_example_reaches_the_stage(
    fake_runs: FakeRuns, task: dict[str, Any], settings: dict[str, Any], kind: str
) -> None:
    run = fake_runs.make("finished", task, **settings)
    gallery, data = run.gallery(), staged(run)
    assert gallery is not None
    assert data["kind"] == kind
    assert len(data["examples"]) == len(gallery.x)
    assert ("thumbnail" in data["examples"][0]) == (kind == "image")
    np.testing.assert_allclose(data["x"], gallery.x[0], rtol=1e-4)
    for g, generator in enumerate(data["generators"]):
        np.testing.assert_allclose(generator["matrix"], gallery.generators[g], rtol=1e-6)
        for name, values in (("with", gallery.with_), ("plain", gallery.plain), ("expected", gallery.expected)):
            np.testing.assert_allclose(generator[name], values[g, 0], rtol=1e-4)
        assert generator["verdict"].split()[-1] in ("present", "approximate", "absent", "identifiable")


def test_the_address_says_which_example_and_how_far(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished")
    alone = staged(run, g="2", t="0.25", i="5", o="3")
    assert (alone["generator"], alone["t"], alone["example"], alone["output"]) == (1, [0, 0.25, 0], 5, 2)
    assert staged(run, t="0.5,-0.25")["t"] == [0.5, -0.25, 0]


@pytest.mark.parametrize(
    "query",
    [
        {"g": "0"}, {"g": "99"}, {"g": "x"}, {"i": "-1"}, {"i": "24"}, {"t": "nan"}, {"t": "inf"}, {"t": "a,b"},
        {"t": ""}, {"o": "77"}, {"t": ",".join("1" * 40), "i": "²"},
    ],
)  # fmt: skip
def test_odd_addresses_fall_back_to_what_is_there(fake_runs: FakeRuns, query: dict[str, str]) -> None:
    data = staged(fake_runs.make("finished"), **query)
    assert (data["generator"], data["example"], data["output"]) == (0, 0, 0)
    assert all(abs(t) <= own["limit"] for t, own in zip(data["t"], data["generators"], strict=True))


def test_sliders_stay_within_their_range(fake_runs: FakeRuns) -> None:
    data = staged(fake_runs.make("finished"), t="9,-9,9")
    assert data["t"] == [own["limit"] * sign for own, sign in zip(data["generators"], (1, -1, 1), strict=True)]


def test_what_absent_motions_reach_is_not_shown_as_learned(fake_runs: FakeRuns) -> None:
    for generator in staged(fake_runs.make("finished", verdict="absent"))["generators"]:
        assert generator["sides"] == [0, 0]


def test_readings_say_what_t_means(fake_runs: FakeRuns) -> None:
    turn = staged(fake_runs.make("finished"))["generators"][0]["reading"]
    assert turn["kind"] == "degrees"
    assert turn["per"] == pytest.approx(180 / np.pi)
    boost = staged(fake_runs.make("finished", {"kind": "dimuon"}))["generators"][0]["reading"]
    assert boost == {"kind": "rapidity", "per": 1.0}
    shift = staged(fake_runs.make("finished", {"kind": "zoo", "family": "translation"}))["generators"][0]["reading"]
    assert shift["kind"] in ("shift", "none")


def test_a_teacher_s_link_locks_the_stage(fake_runs: FakeRuns) -> None:
    assert staged(fake_runs.make("finished"), lock="orbit")["locked"]


def test_a_run_of_before_shows_its_single_orbit(fake_runs: FakeRuns) -> None:
    app = page(fake_runs.make("finished", old=True))
    assert "kept a single orbit" in words(app)
    assert stage(app) is None


def test_a_damaged_gallery_is_a_calm_box(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished")
    (run.path / "gallery.safetensors").write_bytes(b"not one")
    app = page(run)
    assert "The examples cannot be read" in words(app)
    assert "start the run anew" in words(app)
