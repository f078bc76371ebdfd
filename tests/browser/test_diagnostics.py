"""The diagnosis in a real browser: the report that is taken away, the way into Orbits, a threshold moved by keys."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lieaug.schema import Card
from tests.browser.conftest import Server, Watched
from tests.fake_runs import FakeRuns

pytestmark = pytest.mark.browser
Open = Callable[..., Watched]
PATIENCE = 30_000  # milliseconds


def test_the_report_is_taken_away_and_opens_without_the_server(
    server: Server, open_page: Open, fake_runs: FakeRuns, browser: Browser, tmp_path: Path
) -> None:
    run = fake_runs.make(task={"kind": "mnist", "rotation": 45}, battery=True)
    page = open_page(server).visit(f"/diagnostics?run={run.id}")
    button = page.get_by_role("button", name="Report to print")
    button.wait_for(timeout=PATIENCE)
    with page.expect_download(timeout=PATIENCE) as downloading:
        button.click()
    file = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(file)
    assert file.name == f"{run.id}-report.html"
    assert file.stat().st_size < 300_000

    asked: list[str] = []
    reader = browser.new_context(java_script_enabled=False).new_page()
    reader.on("request", lambda request: asked.append(request.url))
    reader.goto(f"file://{file}")
    expect(reader.locator("h1")).to_have_text("Handwritten digits")
    expect(reader.locator("h2")).to_have_count(7)
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    for width in (400, 1000):
        reader.set_viewport_size({"width": width, "height": 900})
        assert reader.evaluate("document.documentElement.scrollWidth") <= width
    reader.context.close()


def test_the_card_is_taken_away(server: Server, open_page: Open, fake_runs: FakeRuns, tmp_path: Path) -> None:
    run = fake_runs.make()
    page = open_page(server).visit(f"/diagnostics?run={run.id}")
    with page.expect_download(timeout=PATIENCE) as downloading:
        page.get_by_role("button", name="Card as JSON").click(timeout=PATIENCE)
    downloading.value.save_as(tmp_path / "card.json")
    card = Card.from_json((tmp_path / "card.json").read_bytes())
    assert card.run == run.id
    assert json.loads((tmp_path / "card.json").read_text())["kind"] == "lieaug discovery card"


def test_a_worst_row_opens_in_orbits(server: Server, open_page: Open, fake_runs: FakeRuns) -> None:
    run = fake_runs.make(task={"kind": "mnist", "rotation": 45})
    page = open_page(server).visit(f"/diagnostics?run={run.id}")
    link = page.get_by_role("link", name=re.compile(r"Row \d+")).first
    link.scroll_into_view_if_needed(timeout=PATIENCE)
    link.click(timeout=PATIENCE)
    expect(page.locator("h1")).to_have_text("Orbits", timeout=PATIENCE)
    gallery = run.gallery()
    assert gallery is not None
    example = gallery.by_breaking(0)[0]
    assert f"run={run.id}" in page.url
    assert f"i={example}" in page.url or example == 0


def test_a_threshold_moves_by_keys_and_stays_in_the_address(
    server: Server, open_page: Open, fake_runs: FakeRuns
) -> None:
    run = fake_runs.make()
    page = open_page(server).visit(f"/diagnostics?run={run.id}&threshold=Off+the+data")
    slider = page.locator(".st-key-at-off_support").get_by_role("slider")
    slider.scroll_into_view_if_needed(timeout=PATIENCE)
    slider.focus()
    page.keyboard.press("Home")
    expect(page.get_by_text(re.compile("verdicts change"))).to_be_visible(timeout=PATIENCE)
    page.wait_for_url(re.compile("at-off_support="), timeout=PATIENCE)


@pytest.mark.parametrize("dark", [False, True])
def test_a_narrow_page_never_scrolls_sideways(
    server: Server, open_page: Open, fake_runs: FakeRuns, *, dark: bool
) -> None:
    run = fake_runs.make(task={"kind": "hurricane"}, battery=True)
    page = open_page(server, width=400, dark=dark).visit(f"/diagnostics?run={run.id}")
    page.get_by_role("heading", name="What to do").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(1500)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("node => node.scrollWidth - node.clientWidth") <= 1
