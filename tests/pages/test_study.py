"""The pages that study one run, in every state of the store."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.fake_runs import FakeRuns
from tests.pages.opened import opened, words

PAGES = ("generators", "orbits", "diagnostics")


def page(name: str, run: str = "") -> AppTest:
    return opened(name, **({"run": run} if run else {}))


@pytest.mark.parametrize("name", PAGES)
def test_without_runs_the_page_says_what_to_do(fake_runs: FakeRuns, name: str) -> None:
    app = page(name)
    assert "No run yet" in words(app)
    assert [button.label for button in app.button if button.key != "class-link"] == ["Choose a task"]


@pytest.mark.parametrize("name", ["orbits", "diagnostics"])
@pytest.mark.parametrize("state", ["queued", "running", "paused", "failed", "lost"])
def test_a_run_without_result_leads_to_its_own_page(fake_runs: FakeRuns, name: str, state: str) -> None:
    run = fake_runs.make(state)
    assert "No run is finished yet" in words(page(name))
    fake_runs.make("finished")
    assert "no result to study" in words(page(name, run.id))


@pytest.mark.parametrize("name", PAGES)
def test_the_latest_finished_run_is_shown_unless_the_address_names_one(fake_runs: FakeRuns, name: str) -> None:
    first = fake_runs.make("finished", {"kind": "mnist"})
    fake_runs.make("finished", {"kind": "oscillator-3d"})
    fake_runs.make("running")
    assert "Oscillator in space" in words(page(name))
    app = page(name, first.id)
    assert "Handwritten digits" in words(app)
    links = [(link.proto.label, link.proto.query_string) for link in app.get("page_link")]
    assert ("Diagnostics", f"run={first.id}") in links  # the other pages of this run
    assert [label for label, address in links if first.id not in address]  # and this page of the other run


@pytest.mark.parametrize("name", PAGES)
def test_a_link_to_a_run_that_is_gone_says_so(fake_runs: FakeRuns, name: str) -> None:
    fake_runs.make("finished")
    app = page(name, "gone")
    assert "no such run" in words(app)
    app.button[0].click().run()
    assert app.query_params["run"] != ["gone"]


@pytest.mark.parametrize("task", ["two-body", "mnist", "oscillator-3d", "hurricane"])
@pytest.mark.parametrize("name", PAGES)
def test_every_kind_of_task_has_its_pages(fake_runs: FakeRuns, name: str, task: str) -> None:
    run = fake_runs.make("finished", {"kind": task})
    assert len(page(name, run.id).get("bidi_component")) > 1  # beside the one that loads the library ahead


@pytest.mark.parametrize(
    ("name", "term"), [("generators", "closure"), ("orbits", "orbit"), ("diagnostics", "null-band")]
)
def test_the_words_of_a_page_lead_to_what_they_mean(fake_runs: FakeRuns, name: str, term: str) -> None:
    fake_runs.make("finished")
    assert f"glossary?term={term}" in words(page(name))
