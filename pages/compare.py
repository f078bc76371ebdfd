"""Runs side by side."""

from lieaug.ui.compare.page import show_compare_page

show_compare_page()
