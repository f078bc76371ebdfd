"""The user's own data, from a file to a run."""

from lieaug.ui.own.page import show_data_page

show_data_page()
