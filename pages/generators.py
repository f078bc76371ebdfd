"""What was learned: the generators of a run."""

from lieaug.ui.learned.page import show_generators_page

show_generators_page()
