"""Lessons: what a generator is, how a symmetry is found, and how one knows."""

from lieaug.ui.learn.page import show_learn_page

show_learn_page()
