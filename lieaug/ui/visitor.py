"""Who looks at the app, where that matters: private homes and login, for an app that is served to several people.

LIEAUG_PRIVATE=1 gives each browser, or each person who has logged in, a home of its own within the server's: nobody
sees the runs and files of others. LIEAUG_LOGIN=1 asks everybody to log in first, by Streamlit's own OpenID Connect
(section [auth] of .streamlit/secrets.toml).
"""

import os
import secrets
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any

import streamlit as st

from lieaug.runs.home import default_home, private_home
from lieaug.ui.frame import explain

COOKIE = "lieaug_visitor"
_YEAR = 365 * 24 * 3600


def is_private() -> bool:
    return os.environ.get("LIEAUG_PRIVATE") == "1"


def home_of_visitor() -> Path:
    """The home folder that this visitor's runs are in."""
    return private_home(default_home(), _visitor()) if is_private() else default_home()


def require_login() -> None:
    """Lets nobody past who has not logged in, where LIEAUG_LOGIN asks for it."""
    if os.environ.get("LIEAUG_LOGIN") != "1" or _is_logged_in():
        return
    if not _can_log_in():
        explain(
            "Nobody can log in here",
            "expected a section [auth] in .streamlit/secrets.toml, got none; add your identity provider there, or "
            "unset LIEAUG_LOGIN",
            icon=":material/lock:",
        )
    else:
        row = explain(
            "Please log in", "this app is open to people whom its identity provider knows", icon=":material/lock:"
        )
        row.button("Log in", type="primary", on_click=st.login)
    st.stop()


def _visitor() -> str:
    """What tells this visitor from all others, and what only they have."""
    if _is_logged_in():
        return f"{st.user.get('iss', '')} {st.user.get('sub') or st.user.get('email')}"
    cookie = st.context.cookies.get(COOKIE)
    if cookie:
        return f"cookie {cookie}"
    # A browser that keeps no cookies has its runs for as long as its tab is open.
    return f"tab {st.session_state.setdefault('visitor', secrets.token_urlsafe(32))}"


def _is_logged_in() -> bool:
    return bool(_can_log_in() and st.user.is_logged_in)


def _can_log_in() -> bool:
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


class VisitorCookie:
    """ASGI middleware: gives a browser that comes for the first time a secret, which scripts on the page cannot read.

    Args:
        app: What it wraps.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not is_private() or _has_cookie(scope):
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                value = f"{COOKIE}={secrets.token_urlsafe(32)}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Lax"
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                message = {
                    **message,
                    "headers": [*message.get("headers", []), (b"set-cookie", (value + secure).encode())],
                }
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _is_page(message: dict[str, Any]) -> bool:
    """Only the page itself: of several answers at once each would bring another cookie."""
    return any(name.lower() == b"content-type" and b"text/html" in value for name, value in message.get("headers", []))


def _has_cookie(scope: dict[str, Any]) -> bool:
    cookies = SimpleCookie()
    for name, value in scope.get("headers", []):
        if name == b"cookie":
            try:
                cookies.load(value.decode("latin-1"))
            except CookieError:
                continue
    return COOKIE in cookies
