"""A page as the tester runs it, with its address, and what it says."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def opened(page: str, **query: object) -> AppTest:
    """The page of that name in `pages/` with these parameters, run once; none of it may raise."""
    app = AppTest.from_file(ROOT / "lieaug" / "ui" / "main.py", default_timeout=30).run()
    app.switch_page(str(ROOT / "pages" / f"{page}.py"))
    for name, value in query.items():
        app.query_params[name] = str(value)
    app.run()
    assert not app.exception
    return app


def words(app: AppTest, *kinds: str) -> str:
    """All text of these kinds of elements, of Markdown and captions if none are named, a line each."""
    texts = (str(getattr(each, "value", "")) for kind in kinds or ("markdown", "caption") for each in app.get(kind))
    return "\n".join(texts)


def given(app: AppTest, *kinds: str) -> str:
    """What elements of these kinds were given, components (`bidi_component`) and HTML among them."""
    return "\n".join(str(each.proto) for kind in kinds for each in app.get(kind))
