"""Methods of learning an augmentation against each other, as measured last."""

from lieaug.ui.benchmarks_page import show_benchmarks_page

show_benchmarks_page()
