from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lieaug.schema import METHOD_CARDS, DiscoveryConfig, Rate, VerdictRates
from lieaug.tasks import BUILT_IN
from tests.fake_runs import FakeRuns

STATES = ("queued", "starting", "running", "paused", "finished", "cancelled", "failed", "lost")
MAIN = Path(__file__).parents[2] / "lieaug" / "ui" / "main.py"


def page(**query: str) -> AppTest:
    app = AppTest.from_file(MAIN, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """Everything that the page says in text, and the data of its components."""
    texts = [str(element.value) for kind in ("markdown", "caption", "warning", "error") for element in app.get(kind)]
    return "\n".join(texts + [str(element.proto) for element in app.get("bidi_component") + app.get("html")])


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button if button.key != "class-link"]


def test_a_fresh_home_shows_the_cards(fake_runs: FakeRuns) -> None:
    app = page()
    assert sum(label.startswith("Choose ") for label in labels(app)) == len(BUILT_IN)
    assert "Start" not in labels(app)


def test_a_missing_home_is_made_anew(fake_runs: FakeRuns) -> None:
    page()
    fake_runs.home.runs.rmdir()
    page()
    assert fake_runs.home.runs.is_dir()


def test_a_home_that_cannot_be_used_is_said_calmly(fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = fake_runs.home.path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("LIEAUG_HOME", str(blocked))
    assert "cannot be used" in words(page())


def test_a_card_leads_to_its_settings_and_start(fake_runs: FakeRuns) -> None:
    app = page()
    app.button(key="choose-oscillator-2d").click().run()
    assert not app.exception
    assert app.query_params["task"] == "oscillator-2d"
    assert "Start" in labels(app)
    assert [slider.label for slider in app.slider] == ["Stiffness along x", "Stiffness along y"]


def test_the_zoo_asks_for_the_essential_first(fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted: list[DiscoveryConfig] = []
    monkeypatch.setattr(
        "lieaug.runs.store.RunStore.submit",
        lambda _store, config, **_title: submitted.append(config) or fake_runs.make("queued").id,
    )
    app = page(**{"task": "zoo", "task.family": "so2+scaling"})
    assert app.selectbox(key="task.family").value == "so2+scaling"
    app.toggle(key="task.conjugated").set_value(True)
    app.number_input(key="task.broken").set_value(0.1)
    app.button(key="start-run").click().run()
    assert not app.exception
    task = submitted[0].task.model_dump()
    assert (task["family"], task["conjugated"], task["equivariant"], task["broken"]) == (
        "so2+scaling",
        True,
        False,
        0.1,
    )
    assert (task["copies"], task["reach_degrees"]) == (None, None)


@pytest.mark.parametrize(("button", "battery"), [("start-run", False), ("diagnose", True)])
def test_diagnose_starts_with_a_battery(
    button: str, battery: bool, fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted: list[DiscoveryConfig] = []
    monkeypatch.setattr(
        "lieaug.runs.store.RunStore.submit",
        lambda _store, config, **_title: submitted.append(config) or fake_runs.make("queued").id,
    )
    app = page(task="two-body")
    app.button(key=button).click().run()
    assert not app.exception
    assert [config.battery for config in submitted] == [battery]


def test_named_symmetries_come_with_advice_and_their_stage(fake_runs: FakeRuns) -> None:
    app = report(fake_runs, battery=True)
    said = words(app)
    assert "The symmetries people expect" in said
    assert "Use rotation, all the way round" in said
    table = next(table.value for table in app.table if "Training with it" in table.value)
    assert list(table["Symmetry"]) == ["rotation", "scaling", "shear of x by y", "mirror of x"]
    assert [":green-badge" in table["Verdict"][0], "broken" in table["Verdict"][2]] == [True, True]
    assert "What training with each brings" in said
    assert "The symmetries people expect" not in words(report(fake_runs))
    for battery in (True, False):
        running = words(page(run=fake_runs.make("running", battery=battery).id))
        assert ("named symmetries" in running) == battery


def test_settings_of_a_task_that_contradict_each_other_are_explained(fake_runs: FakeRuns) -> None:
    app = page(**{"task": "zoo", "task.family": "so3"})
    app.number_input(key="task.reach_degrees").set_value(40.0)
    app.button(key="start-run").click().run()
    assert not app.exception
    assert "family so2 only" in words(app)


def test_start_submits_what_the_form_says_and_shows_the_run(
    fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted: list[DiscoveryConfig] = []

    def submit(_store: Any, config: DiscoveryConfig, **_title: str | None) -> str:
        submitted.append(config)
        return fake_runs.make("queued").id

    monkeypatch.setattr("lieaug.runs.store.RunStore.submit", submit)
    app = page(task="mnist", rotation="45", preset="standard")
    app.number_input(key="seeds").set_value(2)
    app.number_input(key="weights.extent").set_value(0.25)
    app.button(key="start-run").click().run()
    assert not app.exception
    (config,) = submitted
    asked = {"warp": "rotation", "rotation": 45.0, "strength": 0.3, "rows": 12_000, "source": "shipped"}
    assert config.task.model_dump() == {"kind": "mnist", **asked}
    assert (config.preset, config.seeds, config.weights.extent) == ("standard", 2, 0.25)
    assert "run" in app.query_params


def test_an_error_stands_where_its_field_is(fake_runs: FakeRuns) -> None:
    app = page(task="oscillator-2d")
    app.number_input(key="task.duration").set_value(0.0)
    app.button(key="start-run").click().run()
    assert not app.exception
    assert "greater than 0" in words(app)


def test_errors_of_a_failed_start_do_not_linger_elsewhere(fake_runs: FakeRuns) -> None:
    app = page(task="oscillator-2d")
    app.number_input(key="task.duration").set_value(0.0)
    app.button(key="start-run").click().run()
    assert "greater than 0" in words(app)
    app.query_params["task"] = "oscillator-3d"
    app.run()
    assert not app.exception
    assert "greater than 0" not in words(app)


def test_settings_that_contradict_each_other_are_explained(fake_runs: FakeRuns) -> None:
    app = page(task="two-body")
    app.selectbox(key="parameterisation").set_value("paper")
    app.number_input(key="generators").set_value(3)
    app.number_input(key="weights.orthogonality").set_value(0.0)
    app.button(key="start-run").click().run()
    assert not app.exception
    assert "do not fit together" in words(app)


@pytest.mark.parametrize("query", [{"task": "nonsense"}, {"task": "mnist", "rotation": "999", "seeds": "x"}])
def test_bad_values_in_the_address_do_no_harm(fake_runs: FakeRuns, query: dict[str, str]) -> None:
    page(**query)


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_page(fake_runs: FakeRuns, state: str) -> None:
    app = page(run=fake_runs.make(state).id)
    assert app.markdown[0].value == "# Two bodies"
    expected = {
        "queued": "It starts next",
        "starting": "starting",
        "running": "Loss while learning",
        "paused": "Loss while learning",
        "finished": "all the way round",
        "cancelled": "was cancelled",
        "failed": "NaN in row 7",
        "lost": "was interrupted",
    }
    assert expected[state] in words(app)
    offered = {
        "queued": ["Cancel"],
        "starting": ["Cancel"],
        "running": ["Pause", "Cancel"],
        "paused": ["Continue", "Cancel"],
        "finished": [card.title for name, card in METHOD_CARDS.items() if name != "ours"],
        "cancelled": ["Resume", "Start anew"],
        "failed": ["Resume", "Start anew"],
        "lost": ["Resume", "Start anew"],
    }
    assert labels(app) == offered[state]


@pytest.mark.parametrize(
    "task",
    [
        {"kind": "mnist"},
        {"kind": "mnist", "rotation": 45},
        {"kind": "mnist", "warp": "homography"},
        {"kind": "six-nine"},
        {"kind": "oscillator-2d", "stiffness": [1, 3]},
        {"kind": "oscillator-3d"},
        {"kind": "hurricane"},
        {"kind": "zoo", "family": "so13"},
        {"kind": "zoo", "family": "se2", "equivariant": True},
        {"kind": "zoo", "family": "so2+so2"},
        {"kind": "zoo", "family": "none"},
    ],
)
def test_every_task_has_a_report(fake_runs: FakeRuns, task: dict[str, Any]) -> None:
    run = fake_runs.make("finished", task)
    app = page(run=run.id)
    said = words(app)
    for part in (
        "How far each generator holds",
        "Does using it help?",
        "The curves that decide",
        "Spectrum",
        "exp(t L",
    ):
        assert part in said
    assert ("Which classes tolerate it" in said) == (task["kind"] in ("mnist", "six-nine"))
    assert len(app.table) >= 1
    labels = [button.label for button in app.get("download_button")]
    result = run.result()
    assert result is not None
    holds = any(finding.verdict in ("present", "approximate") for finding in result.generators)
    assert labels == ["Augmentation"] * holds + ["Result as JSON", "Evidence as JSON"]


def test_warped_digits_have_a_strength_and_turned_ones_an_angle(fake_runs: FakeRuns) -> None:
    turned, warped = page(task="mnist"), page(task="mnist", warp="affine", strength="0.5")
    assert [slider.key for slider in turned.slider] == ["rotation"]
    assert [(slider.key, slider.value) for slider in warped.slider] == [("strength", 0.5)]


def report(fake_runs: FakeRuns, task: dict[str, Any] | None = None, **settings: Any) -> AppTest:
    return page(run=fake_runs.make("finished", task, **settings).id)


SO3 = {"kind": "zoo", "family": "so3", "conjugated": True}


def test_the_algebra_is_described_with_its_brackets(fake_runs: FakeRuns) -> None:
    app = report(fake_runs, SO3)
    said = words(app)
    assert "#### so(3), conjugated" in said
    assert "**Dimension 3.** 3 of 9 directions hold" in said
    rows = [row for table in app.table for row in table.value.to_numpy().tolist()]
    assert ["Closure residual", "0.004"] in [row[:2] for row in rows]
    assert ["Killing form", "3 negative", "Compact: every motion comes round again, as rotations do."] in rows
    assert any(row[0].startswith("[L₁, L₂] = ") for row in rows)
    assert ["Axes ratio", "1.80"] in [row[:2] for row in rows]


def test_a_sum_shows_its_parts(fake_runs: FakeRuns) -> None:
    assert ":blue-badge[so(3)] :blue-badge[scaling]" in words(
        report(fake_runs, {"kind": "zoo", "family": "so3+scaling"})
    )


def test_generators_say_what_breaks_them_and_how_sure_their_extent_is(fake_runs: FakeRuns) -> None:
    app = report(fake_runs, {"kind": "zoo", "family": "so2", "reach_degrees": 40})
    table = next(table.value for table in app.table if "Breaks" in table.value)
    assert table["Holds to"].iloc[0] == "−40° … +56° (37 – 43°, 52 – 60°)"
    assert list(table["Breaks"])[:2] == ["11%", "43%"]
    assert "Stays in the data" not in table


def test_what_holds_beyond_small_motions_is_said_and_the_rest_folded(fake_runs: FakeRuns) -> None:
    app = report(fake_runs, SO3)
    said = words(app)
    assert "Also holds: :green-badge[:material/check_circle: mirror of x]" in said
    assert "**mirror of z:** Only 21% of moved data land among the data. *Add data there.*" in said
    folded = [expander.label for expander in app.expander]
    assert "2 that the continuous symmetry contains anyway" in folded
    assert "1 that do not hold, and the numbers of those that do" in folded
    nothing = words(report(fake_runs, {"kind": "zoo", "family": "none"}, output="learned"))
    assert "Beyond small motions" not in nothing


def test_data_that_cannot_tell_say_why_and_what_to_do(fake_runs: FakeRuns) -> None:
    app = report(fake_runs, SO3, verdict="not identifiable")
    said = words(app)
    assert "## These data cannot tell." in said
    assert "Moved data are 12 times farther from the data" in said
    assert "**What to do:** Add data there or leave it undecided." in said
    table = next(table.value for table in app.table if "Breaks" in table.value)
    assert list(table["Stays in the data"])[:4] == ["18%", "18%", "18%", ""]
    assert list(table["Holds to"])[:3] == ["–"] * 3


def test_a_learned_output_is_drawn_beside_its_generator(fake_runs: FakeRuns) -> None:
    task = {"kind": "zoo", "family": "so2", "equivariant": True}
    assert "on the output" in words(report(fake_runs, task, output="learned"))
    assert "the lower right one the output" in words(page(run=fake_runs.make("running", task, output="learned").id))


def test_the_flow_of_points_is_drawn_on_the_plane(fake_runs: FakeRuns) -> None:
    task = {"kind": "zoo", "family": "se2"}
    for state in ("finished", "running"):
        said = words(page(run=fake_runs.make(state, task).id))
        assert "Flow on the plane" in said
        assert "Flow in space" not in said


@pytest.mark.parametrize("verdict", [None, "not identifiable", "absent"])
def test_a_result_of_the_first_version_is_shown_with_what_it_has(fake_runs: FakeRuns, verdict: str | None) -> None:
    app = report(fake_runs, verdict=verdict, old=True)
    said = words(app)
    assert "What they form together" not in said
    assert "Beyond small motions" not in said
    table = next(table.value for table in app.table if "Breaks" in table.value)
    assert set(table["Breaks"]) == {"–"}
    assert not any("(" in text for text in table["Holds to"] if text.startswith("±"))
    assert "All measurements" not in [expander.label for expander in app.expander]


def test_the_error_rates_stand_beside_the_verdict(fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for name, field in VerdictRates.model_fields.items() if field.annotation is Rate]
    made = {
        runs: VerdictRates(**dict.fromkeys(names, Rate(hits=runs // 40, runs=runs, interval=(0.01, 0.09))))
        for runs in (0, 80)
    }
    monkeypatch.setattr("lieaug.ui.verdict.verdict_rates", lambda: made[0])
    assert "has not been measured" in words(report(fake_runs))
    monkeypatch.setattr("lieaug.ui.verdict.verdict_rates", lambda: made[80])
    app = report(fake_runs)
    assert made[80].sentence in words(app)
    assert "Measured on the zoo" in words(app)
    table = next(table.value for table in app.table if "Share" in table.value)
    assert set(table["Share"]) == {"2.5% (1.0% – 9.0%)"}
    assert list(table["Runs"]) == ["2 of 80"] * len(names)
    assert "has not been measured" in words(report(fake_runs, old=True))


def test_buttons_reach_the_run(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("running")
    app = page(run=folder.id)
    app.button[0].click().run()
    assert folder.is_requested("pause")
    fake_runs.set_state(folder, "paused", step=500)
    app.run()
    assert labels(app) == ["Continue", "Cancel"]
    app.button[0].click().run()
    assert not folder.is_requested("pause")


def test_what_cannot_be_done_any_more_is_said_once(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("running")
    app = page(run=folder.id)
    fake_runs.set_state(folder, "cancelled", step=500)
    app.button[1].click().run()
    assert not app.exception
    assert len(app.warning) == 1
    app.run()
    assert len(app.warning) == 0


def test_latest_is_the_newest_run(fake_runs: FakeRuns) -> None:
    fake_runs.make("finished")
    assert "No run yet" not in words(page(run="latest"))


def test_latest_of_nothing_says_what_to_do(fake_runs: FakeRuns) -> None:
    app = page(run="latest")
    assert "No run yet" in words(app)
    assert labels(app) == ["Choose a task"]


@pytest.mark.parametrize("name", ["nonsense", "../runs", "..", "20260101-000000-00000000"])
def test_an_unknown_run_offers_the_latest(fake_runs: FakeRuns, name: str) -> None:
    newest = fake_runs.make("finished")
    app = page(run=name)
    assert "no such run" in words(app)
    app.button[0].click().run()
    assert app.query_params["run"] == newest.id
    assert not app.exception


def test_a_damaged_run_is_said_calmly(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("finished")
    (folder.path / "config.json").write_text("{")
    assert "cannot be read" in words(page(run=folder.id))


@pytest.mark.parametrize("name", ["result.json", "evidence.json"])
def test_a_damaged_or_missing_result_is_no_crash(fake_runs: FakeRuns, name: str) -> None:
    folder = fake_runs.make("finished")
    (folder.path / name).write_text("{")
    page(run=folder.id)
    (folder.path / name).unlink()
    page(run=folder.id)


def test_a_run_too_young_for_numbers_says_so(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("queued")
    fake_runs.set_state(folder, "running", step=1)
    assert "first numbers" in words(page(run=folder.id))


def test_other_pages_name_the_run_at_work(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("running")
    (chip,) = _links_to_runs(page())
    assert "Two bodies" in chip.proto.label
    assert "55%" in chip.proto.label
    assert chip.proto.query_string == f"run={folder.id}"
    assert not _links_to_runs(page(run=folder.id))  # its own page says it all


def test_the_run_at_work_is_stopped_from_any_page(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("running")
    app = page()
    next(button for button in app.button if button.label == "Pause the run at work").click().run()
    assert folder.is_requested("pause")
    next(button for button in app.button if button.label == "Cancel the run at work").click().run()
    assert folder.is_requested("cancel")
    assert not app.exception


def test_the_address_can_leave_out_parts_of_the_frame(fake_runs: FakeRuns) -> None:
    fake_runs.make("running")
    assert not _links_to_runs(page(hide="chip,tools"))


def _links_to_runs(app: AppTest) -> list[Any]:
    return [link for link in app.get("page_link") if "run=" in link.proto.query_string]


def test_a_run_says_that_it_was_resumed_and_what_happened_on_the_way(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished")
    notes = ("memory ran out with batches of 64; it goes on with batches of 32",)
    run.write_status(run.written_status().model_copy(update={"attempt": 3, "notes": notes}))
    said = words(page(run=run.id))
    assert "attempt 3, resumed" in said
    assert "Memory ran out with batches of 64" in said
