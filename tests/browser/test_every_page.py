"""Every page, once each: free of serious accessibility findings in light and dark, narrow without sideways scroll, and
without errors or requests to anywhere else (`open_page` checks those)."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page

from lieaug.ui.learn import hand
from tests.browser.conftest import Server, Watched
from tests.browser.test_app import no_sideways_scroll
from tests.fake_runs import FakeRuns

pytestmark = pytest.mark.browser
Open = Callable[..., Watched]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
GRAVE = ("serious", "critical")

ADDRESSES = {
    "start": "/",
    "task": "/?task=mnist",
    "verdict": "/?run={digits}",
    "running": "/?run={running}",
    "failed": "/?run={failed}",
    "method": "/?run={method}",
    "data": "/data",
    "generators": "/generators?run={digits}",
    "orbits": "/orbits?run={digits}",
    "diagnostics": "/diagnostics?run={digits}",
    "log": "/log?run={digits}",
    "runs": "/runs",
    "compare": "/compare?runs={bodies},{digits}",
    "choose-runs": "/compare",
    "sweeps": "/sweeps",
    "benchmarks": "/benchmarks",
    "learn": "/learn",
    "lesson": "/learn?lesson=1&step=2",
    "slow-motion": "/learn?lesson=4&step=3&run={slow}&votes=4-3b",
    "own-data-lesson": "/learn?lesson=7&step=2",
    "glossary": "/glossary",
}


@pytest.fixture(scope="module")
def runs(server: Server) -> dict[str, str]:
    fake = FakeRuns(server.home)
    return {
        "digits": fake.make("finished", {"kind": "mnist", "rotation": 45}).id,
        "bodies": fake.make("finished").id,
        "failed": fake.make("failed").id,
        "method": fake.make(method="augerino").id,
        "running": fake.make("running").id,
        "slow": fake.stepped(hand.CONFIG, hand.TITLE).id,
    }


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_can_be_used_by_everybody(server: Server, runs: dict[str, str], open_page: Open, name: str) -> None:
    page = open_page(server).visit(ADDRESSES[name].format(**runs))
    page.wait_for_function("() => [...document.querySelectorAll('.plot')].every(plot => plot.data)", timeout=30_000)
    page.wait_for_timeout(700)
    page.evaluate(AXE)
    found = grave_findings(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(700)
    found += grave_findings(page)
    assert found == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)
    assert no_sideways_scroll(page)


def grave_findings(page: Page) -> list[str]:
    """What is serious or critical by WCAG 2.1 A and AA: rule, where, and what to do."""
    result: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{finding['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for finding in result["violations"]
        if finding["impact"] in GRAVE
        for node in finding["nodes"]
    ]
