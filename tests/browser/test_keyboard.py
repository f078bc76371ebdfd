"""The way from a card to the generators without a mouse, with the real worker."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Watched, run_id

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Watched]
PATIENCE = 30_000  # milliseconds for whatever takes a moment on a busy machine


def tab_to(page: Page, name: str) -> None:
    """Goes on with the Tab key until something of that name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("() => (document.activeElement.innerText ?? '').trim()").endswith(name):
            return
    pytest.fail(f"{name!r} was not reached by the Tab key")


def test_from_discover_to_the_generators_by_keyboard_alone(fresh_server: Server, open_page: Open) -> None:
    page = open_page(fresh_server).visit("/")
    tab_to(page, "Choose Two bodies")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Start").wait_for(timeout=PATIENCE)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"run=\d{8}-\d{6}-[0-9a-f]{8}"), timeout=PATIENCE)
    expect(page.get_by_role("heading", name="rotation (so(2), dimension 1)")).to_be_visible(timeout=240_000)
    verdict = page.url
    tab_to(page, "Generators")  # in the bar
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Generators", timeout=PATIENCE)
    assert run_id(page) in verdict
