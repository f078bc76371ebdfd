"""The field's terms, how to read the plots, and the limits of the method."""

from lieaug.ui.glossary_page import show_glossary_page

show_glossary_page()
