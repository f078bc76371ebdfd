"""Three steps for those who are here for the first time; the browser remembers who has seen or declined them."""

from pathlib import Path

from streamlit.components.v2 import component

from lieaug.ui import session, teaching

# Title, words, and what each step points at: the first of its places that the page has.
STEPS = (
    (
        "Choose a task",
        "Each card is a question with its data. One click on a card and one on Start begin the search for motions that "
        "leave the answer alone. Your own file does as well.",
        ".st-key-cards, [data-testid=stTopNavLink][href$='/']",
    ),
    (
        "Read the verdict, then look inside",
        "You see generators form while they are learned. Then comes one of four verdicts, with its evidence. "
        "Generators, Orbits and Diagnostics show the same run from three sides.",
        "[data-testid=stTopNavLink][href$='/generators'], .st-key-study-links",
    ),
    (
        "Learn, and share what you see",
        "The lessons explain the method in pictures that move. “Copy link” copies the page just as you see it, and "
        "Help brings this tour back.",
        ".st-key-tools",
    ),
)
_FOLDER = Path(__file__).parent

_tour = component(
    "lieaug_tour",
    html='<div class="lieaug-tour" role="dialog" aria-labelledby="lieaug-tour-title" hidden></div>',
    js=(_FOLDER / "tour.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def offer_tour() -> None:
    """Shows the tour on the bare start page, unless it was seen; elsewhere only when help asks for it."""
    if not teaching.hidden("tour"):
        steps = [{"title": title, "words": words, "target": target} for title, words, target in STEPS]
        _tour(key="tour", data={"steps": steps, "offered": session.is_bare_start()})
