"""Many runs watched as one."""

from lieaug.ui.sweeps.page import show_sweeps_page

show_sweeps_page()
