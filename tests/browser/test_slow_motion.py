"""Lesson 4 in a real browser with a real worker: a click is a step, and the numbers are new."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lieaug.runs import RunFolder
from tests.browser.conftest import Server, Watched

pytestmark = pytest.mark.browser
Open = Callable[..., Watched]
PATIENCE = 30_000  # milliseconds on a busy machine
WARM_UP = 180_000  # until the run waits


def started(server: Server, open_page: Open, step: int) -> tuple[Page, RunFolder]:
    """The lesson's step with a run of its own that waits."""
    page = open_page(server).visit(f"/learn?lesson=4&step={step}")
    page.get_by_role("button", name="Start the run").click()
    expect(page.get_by_role("button", name="+1 step")).to_be_enabled(timeout=WARM_UP)
    found = re.search(r"run=([\w-]+)", page.url)
    assert found
    return page, RunFolder(server.home / "runs" / found[1])


def test_a_click_is_a_step_and_the_numbers_are_new(server: Server, open_page: Open) -> None:
    page, folder = started(server, open_page, 5)
    page.get_by_role("button", name="at every fourth step").click()
    expect(page).to_have_url(re.compile("votes=4-5b"), timeout=PATIENCE)
    page.get_by_role("button", name="+1 step").click()
    parts = page.locator(".lieaug-scene .training")
    expect(parts).to_have_attribute("aria-label", re.compile("Step 1 of"), timeout=PATIENCE)
    expect(page.get_by_text("step 1 of 600")).to_be_visible(timeout=PATIENCE)
    before = parts.inner_text()
    page.get_by_role("button", name="+10 steps").click()
    expect(parts).to_have_attribute("aria-label", re.compile("Step 11 of"), timeout=PATIENCE)
    assert parts.inner_text() != before
    expect(page.get_by_text("Expected and found")).to_be_visible(timeout=PATIENCE)
    trace = folder.trace()
    assert trace is not None
    assert (trace.step, folder.status().state) == (11, "paused")
    assert f"{trace.generators_after[0][0][0]:.2f}".replace("-", "−") in parts.inner_text()


def test_it_plays_until_it_is_stopped(server: Server, open_page: Open) -> None:
    page, folder = started(server, open_page, 6)
    first = folder.status().step
    page.get_by_role("button", name="Play").click()
    for _ in range(120):
        page.wait_for_timeout(250)
        if folder.status().step >= first + 8:
            break
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(1500)
    reached = folder.status().step
    assert reached >= first + 8
    page.wait_for_timeout(2500)
    assert folder.status().step == reached
