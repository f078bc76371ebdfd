"""What one run did, from its settings to its log."""

from lieaug.ui.log_page import show_log_page

show_log_page()
