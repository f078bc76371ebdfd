"""The one handle on runs that all pages share, and calm boxes for what goes wrong with it."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from lieaug.errors import LieAugError
from lieaug.runs.home import prepare_home
from lieaug.runs.store import RunStore
from lieaug.ui import session
from lieaug.ui.visitor import home_of_visitor, is_private
from lieaug.ui.words import one_sentence


def run_store() -> RunStore:
    """The store of the visitor's home folder: that of this machine, unless everybody has their own.

    Raises:
        StoreError: The home folder cannot be created or written.
    """
    handle = _opened(home_of_visitor())
    if not handle.home.runs.is_dir():  # somebody deleted it under a living server
        prepare_home(handle.home.path)
    return handle


@st.cache_resource(show_spinner=False)
def _opened(home: Path) -> RunStore:
    store = RunStore(home)
    if is_private():  # its runs may wait since the server was last up, which wakes only its own home
        store.wake()
    return store


def attempt(action: Callable[..., object], *args: object) -> None:
    """Does something on request; an error meant for people becomes the message of the next page. For callbacks."""
    try:
        action(*args)
    except LieAugError as error:
        session.say(one_sentence(str(error)))


def show_message() -> None:
    """Shows the message that a callback left, once."""
    message = session.take_message()
    with st.container(key="message"):  # there in any case, so that what stands below stays at its place
        if message:
            st.warning(message, icon=":material/info:")
