"""Examples moved along the generators of a run."""

from lieaug.ui.orbits.page import show_orbits_page

show_orbits_page()
