"""What a run's verdict rests on."""

from lieaug.ui.diagnosis.page import show_diagnostics_page

show_diagnostics_page()
