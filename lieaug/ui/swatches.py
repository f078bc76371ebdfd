"""The colour and dash that stand for one of several runs, as in the figures."""

from lieaug.figures.compare import look
from lieaug.figures.theme import DARK_TWIN


def swatch(place: int) -> str:
    """A short line in the colour and dash of the run at this place, as HTML for decoration only."""
    colour, dash = look(place)
    return f'<div class="lieaug-swatch {dash}" style="color: light-dark({colour}, {DARK_TWIN[colour]})"></div>'
