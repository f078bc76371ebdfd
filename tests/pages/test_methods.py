"""Other methods in the browser: asked for on the form, watched, shown without a verdict, and beside ours."""

import pytest

from lieaug.runs import RunStore
from lieaug.runs.sweeps import Sweeps
from lieaug.schema import DiscoveryConfig
from lieaug.ui.clone import clone_address
from tests.fake_runs import FakeRuns
from tests.pages.opened import given, opened, words


@pytest.fixture
def submitted(fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch) -> list[DiscoveryConfig]:
    configs: list[DiscoveryConfig] = []
    monkeypatch.setattr(
        "lieaug.runs.store.RunStore.submit",
        lambda _store, config, **_title: configs.append(config) or fake_runs.make("queued").id,
    )
    return configs


def test_the_form_asks_another_method(submitted: list[DiscoveryConfig]) -> None:
    app = opened("discover", task="two-body")
    assert app.selectbox(key="method").value == "ours"
    app.selectbox(key="method").set_value("liegan").run()
    assert "gives no verdict" in words(app)
    assert app.button(key="diagnose").disabled
    app.button(key="start-run").click().run()
    assert not app.exception
    assert [config.method for config in submitted] == ["liegan"]


def test_a_setting_of_ours_alone_is_explained(submitted: list[DiscoveryConfig]) -> None:
    app = opened("discover", task="two-body", method="Augerino", anchor="prediction")
    app.button(key="start-run").click().run()
    assert not app.exception
    assert not submitted
    assert "only our own method has this setting" in words(app)


@pytest.mark.parametrize(
    ("method", "state"), [*(("augerino", s) for s in ("queued", "running", "failed", "finished")), ("none", "finished")]
)
def test_every_state_of_a_method_has_its_page(state: str, method: str, fake_runs: FakeRuns) -> None:
    said = words(opened("discover", run=fake_runs.make(state, method=method).id))
    assert ("This method gives no verdict" in said) == (state == "finished")
    assert ("the same numbers" in said) == (state in ("running", "failed"))


def test_two_clicks_ask_augerino_the_same_question(fake_runs: FakeRuns, submitted: list[DiscoveryConfig]) -> None:
    mine = fake_runs.make(battery=True, seed=3, anchor="prediction")
    app = opened("discover", run=mine.id)
    app.button(key="ask-augerino").click().run()
    assert not app.exception
    (config,) = submitted
    assert (config.method, config.seed, config.task) == ("augerino", 3, mine.config().task)
    assert (config.battery, config.anchor) == (False, "label")  # which only ours has


def test_methods_of_the_same_question_stand_side_by_side(fake_runs: FakeRuns) -> None:
    fake_runs.make(method="liegg", seed=7)  # of another question
    fake_runs.make("failed", method="liegan")
    augerino = fake_runs.make(method="augerino")
    ours = fake_runs.make()
    for run in (ours, augerino):
        app = opened("discover", run=run.id)
        said = words(app)
        assert "Other methods on the same data" in said
        assert "4.2° off the truth" in said
        assert "this run" in said
        asked = {button.key for button in app.button if str(button.key).startswith("ask-")}
        assert asked == {f"ask-{name}" for name in ("none", "true", "augerino+", "liegg", "paper")}


def test_pages_that_study_a_verdict_say_that_there_is_none(fake_runs: FakeRuns) -> None:
    run = fake_runs.make(method="augerino")
    fake_runs.make()
    for page in ("generators", "diagnostics"):
        assert "Augerino gives no verdict" in words(opened(page, run=run.id))
    said = words(opened("log", run=run.id))
    assert "by Augerino" in said


def test_a_sweep_over_methods_is_one_table(fake_runs: FakeRuns) -> None:
    app = opened("sweeps")
    app.multiselect(key="sweep-tasks").set_value(["two-body"])
    app.multiselect(key="sweep-method").set_value(["ours", "augerino", "liegg"]).run()
    app.pills(key="sweep-anchor").set_value(["label", "prediction"]).run()
    assert "12 runs" in words(app)  # both anchors of ours, and one of each other method, with three seeds each
    app.pills(key="sweep-anchor").set_value(["label"]).run()
    next(button for button in app.button if button.label == "Start the sweep").click().run()
    assert not app.exception
    (made,) = Sweeps(RunStore()).list()
    assert made.names == ["two-body · ours", "two-body · augerino", "two-body · liegg"]
    for cell in made.cells:
        fake_runs.finish(RunStore().open(cell.run))
    app = opened("sweeps", sweep=made.id)
    (table,) = app.table
    assert table.value["Dimension"].tolist() == ["1", "1", "1"]
    assert table.value["Verdicts"].tolist() == ["3 present", "gives none", "gives none"]
    assert "LieGG found 1, no verdict" in given(app, "html")
    frame = Sweeps(RunStore()).table(made)
    told = ["method", "dimension", "angle_degrees", "with", "without", "seconds"]
    assert not frame[told].isna().any().any()
    assert frame["verdict"].notna().tolist() == [True] * 3 + [False] * 6


def test_a_method_is_cloned_with_its_run(fake_runs: FakeRuns) -> None:
    address = clone_address(fake_runs.make(method="liegan").config())
    assert opened("discover", **address).selectbox(key="method").value == "liegan"


def test_the_comparison_has_methods_beside_ours(fake_runs: FakeRuns) -> None:
    runs = [fake_runs.make(), fake_runs.make(method="augerino"), fake_runs.make(method="none")]
    app = opened("compare", runs=",".join(run.id for run in runs))
    table = next(table.value for table in app.table if "Verdict" in table.value)
    assert table["Verdict"].tolist()[1:] == ["gives none", "gives none"]
    assert table["Dimension"].tolist() == ["1", "1", "0"]
    assert table["Off the truth by"].tolist()[1:] == ["4.2°", "–"]
    opened("compare", runs=",".join(run.id for run in runs[1:]))  # without any of ours
