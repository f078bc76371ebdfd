"""The diagnosis of a finished run as a report: what was tested, found, how sure, what is missing, what to do.

What it says is worked out here once, free of torch, Plotly and Streamlit: for the page, for the HTML file that can be
printed, for the JSON card, and for the command line.
"""
