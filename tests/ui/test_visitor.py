"""Several people on one server: each with a home of their own, if the server says so."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lieaug.runs import RunStore
from lieaug.runs.home import Home, private_home
from lieaug.runs.limits import read_limits
from lieaug.runs.slots import SharedSlots
from lieaug.ui.visitor import COOKIE, VisitorCookie
from tests.fake_runs import FakeRuns

ROOT = Path(__file__).parents[2]


def headers(*, cookie: str | None = None, kind: str = "text/html; charset=utf-8") -> list[tuple[bytes, bytes]]:
    """The headers of an answer that went through the middleware."""

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind.encode())]})

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "scheme": "https", "headers": [(b"cookie", cookie.encode())] if cookie else []}
    with ThreadPoolExecutor(1) as apart:  # this thread may have a loop already, that of a browser test
        apart.submit(asyncio.run, VisitorCookie(inner)(scope, None, send)).result()
    return sent[0]["headers"]


def cookie_in(found: list[tuple[bytes, bytes]]) -> Any:
    cookies = SimpleCookie()
    for name, value in found:
        if name == b"set-cookie":
            cookies.load(value.decode())
    return cookies.get(COOKIE)


def test_a_new_browser_gets_a_secret_that_scripts_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEAUG_PRIVATE", "1")
    first, second = cookie_in(headers()), cookie_in(headers())
    assert first.value != second.value
    assert len(first.value) >= 32
    assert first["httponly"]
    assert first["secure"]
    assert first["samesite"] == "Lax"


def test_a_known_browser_and_files_get_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEAUG_PRIVATE", "1")
    assert cookie_in(headers(cookie=f"other=1; {COOKIE}=abc")) is None
    assert cookie_in(headers(kind="text/javascript")) is None


def test_where_all_share_a_home_there_are_no_cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIEAUG_PRIVATE", raising=False)
    assert cookie_in(headers()) is None


def runs_seen(app: AppTest) -> str:
    app.switch_page(str(ROOT / "pages" / "runs.py")).run()
    assert not app.exception
    return "\n".join(str(element.value) for element in app.get("markdown"))


def test_private_visitors_see_neither_the_others_nor_the_server_s_runs(
    fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_runs.make("finished")
    monkeypatch.setenv("LIEAUG_PRIVATE", "1")
    present = ["ann"]  # app tests have no cookies
    monkeypatch.setattr("lieaug.ui.visitor._visitor", lambda: present[0])
    app = AppTest.from_file(ROOT / "lieaug" / "ui" / "main.py", default_timeout=30).run()
    assert "No runs yet" in runs_seen(app)
    (home,) = (fake_runs.home.path / "users").iterdir()
    FakeRuns(home).make("finished")
    assert "No runs yet" not in runs_seen(app)
    present[0] = "bob"
    assert "No runs yet" in runs_seen(app)
    assert [run.title for run in RunStore(home).list()] == ["Two bodies"]


def test_login_is_asked_for_and_a_server_without_a_provider_says_so(
    fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIEAUG_LOGIN", "1")
    app = AppTest.from_file(ROOT / "lieaug" / "ui" / "main.py", default_timeout=30).run()
    assert not app.exception
    said = "\n".join(str(element.value) for element in app.get("markdown"))
    assert "Nobody can log in here" in said
    assert "[auth]" in said
    assert "Which symmetries" not in said  # nothing of the app behind it


def test_private_homes_share_limits_and_slots(tmp_path: Path) -> None:
    one, other = (Home(private_home(tmp_path, owner)) for owner in ("ann", "bob"))
    assert one.path != other.path
    assert one.base == other.base == Home(tmp_path).base == tmp_path
    (tmp_path / "limits.toml").write_text("slots = 2")
    assert read_limits(one).slots == 2
    mine, theirs = (SharedSlots(home.base / "slots", 2) for home in (one, other))
    assert mine.take("a")
    assert mine.take("a")
    assert theirs.take("b")
    assert not mine.take("c")
    theirs.keep_only(set())
    assert mine.take("c")
