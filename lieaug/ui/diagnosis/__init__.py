"""The Diagnostics page: what was tested, what was found, how sure, what is missing, what to do."""
