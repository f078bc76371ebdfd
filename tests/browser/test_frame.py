"""The frame around every page, in a real browser: bar, tour, link to copy, chip of the run at work."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Watched
from tests.fake_runs import FakeRuns

pytestmark = pytest.mark.browser
Open = Callable[..., Watched]


def test_the_tour_is_shown_once_and_again_on_request(server: Server, open_page: Open) -> None:
    page = open_page(server, first_visit=True).visit("/")
    tour = page.get_by_role("dialog", name="Choose a task")
    expect(tour).to_be_visible()
    tour.get_by_role("button", name="Next").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Read the verdict")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # Done
    expect(page.locator(".lieaug-tour")).to_be_hidden()
    page.reload()
    page.locator("h1").wait_for()
    page.get_by_test_id("stPopoverButton").first.click()
    page.get_by_role("button", name="Show the tour").click()
    expect(tour).to_be_visible()
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()


@pytest.mark.parametrize("address", ["/?task=mnist", "/runs", "/?hide=tour"])
def test_the_tour_leaves_links_to_something_alone(server: Server, open_page: Open, address: str) -> None:
    page = open_page(server, first_visit=True).visit(address)
    page.wait_for_timeout(1000)
    expect(page.locator(".lieaug-tour")).to_be_hidden()


def test_a_copied_link_shows_the_same_elsewhere(server: Server, fake_runs: FakeRuns, open_page: Open) -> None:
    fake_runs.make("finished", {"kind": "oscillator-3d"})
    first = open_page(server)
    page = first.visit("/generators")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    address = page.evaluate("() => navigator.clipboard.readText()")
    assert address == page.url
    assert "run=" in address
    fake_runs.make("finished", {"kind": "mnist"})  # a newer one must not take its place
    other = open_page(server).visit(address.removeprefix(server.url))
    expect(other.locator(".st-key-run-line")).to_contain_text("Oscillator in space")


def test_one_tab_cancels_what_the_other_shows(server: Server, fake_runs: FakeRuns, open_page: Open) -> None:
    folder = fake_runs.make("running")
    watching = open_page(server).visit(f"/?run={folder.id}")
    other = open_page(server).visit("/generators")
    expect(other.locator(".st-key-chip")).to_contain_text("Two bodies")
    other.get_by_role("button", name="Cancel the run at work").click()
    expect(watching.get_by_role("button", name="Cancel")).to_be_visible()
    for _ in range(100):
        if folder.is_requested("cancel"):
            break
        other.wait_for_timeout(100)
    assert folder.is_requested("cancel")
    fake_runs.set_state(folder, "cancelled", step=1375)  # as its worker would
    expect(watching.get_by_text("This run was cancelled")).to_be_visible(timeout=15_000)
    expect(other.locator(".st-key-chip")).to_be_hidden(timeout=15_000)
