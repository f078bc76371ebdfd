"""The whole way with the real worker: card, start, live view, verdict; with a reload, a cancel and a resume between."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lieaug.runs.store import RunStore
from tests import own_files
from tests.browser.conftest import Server, Watched, run_id

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Watched]
PATIENCE = 30_000  # milliseconds for whatever takes a moment on a busy machine


def start(watched: Watched, *, preset: str) -> Page:
    """Chooses two bodies by its card and starts; leaves the page at the run."""
    page = watched.visit("/")
    page.get_by_role("button", name="Choose Two bodies").click()
    page.get_by_role("radio", name=preset).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"run=\d{8}-\d{6}-[0-9a-f]{8}"), timeout=PATIENCE)
    return page


def test_from_card_to_verdict_with_a_reload_in_the_middle(fresh_server: Server, open_page: Open) -> None:
    page = start(open_page(fresh_server), preset="quick")
    address = page.url
    expect(page.locator("li[aria-current=step]")).to_have_text("joint training", timeout=120_000)
    expect(page.get_by_text("How far each generator reaches")).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(page.locator("h1")).to_have_text("Two bodies", timeout=PATIENCE)
    assert page.url == address
    verdict = page.get_by_role("heading", name="rotation (so(2), dimension 1)")
    expect(verdict).to_be_visible(timeout=240_000)
    result = RunStore(fresh_server.home).open(run_id(page)).result()
    assert result is not None
    assert (result.verdict, result.algebra) == ("present", "so(2)")
    page.get_by_role("link", name="Runs").click()
    expect(page.locator("h1")).to_have_text("Runs")
    page.go_back()
    expect(verdict).to_be_visible(timeout=PATIENCE)


def test_a_run_is_paused_cancelled_and_resumed(fresh_server: Server, open_page: Open) -> None:
    page = start(open_page(fresh_server), preset="thorough")
    page.get_by_role("button", name="Pause").click(timeout=PATIENCE)
    page.get_by_role("button", name="Continue").click(timeout=PATIENCE)
    page.get_by_role("button", name="Pause").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("This run was cancelled")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("button", name="Pause").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("This run was cancelled")).to_be_visible(timeout=PATIENCE)
    assert RunStore(fresh_server.home).open(run_id(page)).status().attempt == 2


def test_an_own_table_is_on_its_way_in_four_clicks(fresh_server: Server, open_page: Open) -> None:
    page = open_page(fresh_server).visit("/")
    page.get_by_role("link", name="My data").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("stFileUploaderDropzone").get_by_role("button", name="Upload").last.click()
    content = own_files.table(300)
    chooser.value.set_files({"name": "springs.csv", "mimeType": "text/csv", "buffer": content})  # the third click
    page.get_by_role("button", name="Start").click(timeout=PATIENCE)
    page.wait_for_url(re.compile(r"run=\d{8}-\d{6}-[0-9a-f]{8}"), timeout=PATIENCE)
    expect(page.locator("h1")).to_have_text("springs.csv")
    expect(page.locator("li[aria-current=step]")).to_be_visible(timeout=120_000)
    config = RunStore(fresh_server.home).open(run_id(page)).config()
    assert (config.action, config.output) == ("2*vec2 + scalar", "invariant")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("This run was cancelled")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Start anew").click()
    expect(page.get_by_text("springs.csv")).to_be_visible(timeout=PATIENCE)
