"""Every number that was measured of each generator, for those who want them all."""

from collections.abc import Sequence

import streamlit as st

from lieaug.figures.canvas import generator_name, number
from lieaug.figures.words import breaks, knows, reach_with_interval
from lieaug.schema import GeneratorFinding
from lieaug.ui.tables import findings_table, ratio_words
from lieaug.ui.words import VERDICTS, one_sentence


def show_measurements(found: Sequence[GeneratorFinding]) -> None:
    rows = {
        "": [generator_name(rank) for rank in range(len(found))],
        "Verdict": [VERDICTS[f.verdict].badge for f in found],
        "Holds to": [reach_with_interval(f) for f in found],
        "Breaks": [breaks(f) for f in found],
        "Loss ratio": [ratio_words(f) for f in found],
    }
    if all(knows(finding, "breaking") for finding in found):
        rows |= {
            "Breaking variance": [f"{number(100 * f.breaking)}% ± {number(100 * f.breaking_error)}%" for f in found],
            "Plain predictor": [number(f.spectral_residual) for f in found],
            "Trained over": [f"{f.tested:.0%}" if f.tested else "given up" for f in found],
            "Trained extent": [number(f.trained_extent) for f in found],
            "Seeds": [", ".join(number(seed, 3) for seed in f.extent_seeds) or "–" for f in found],
            "Stays in the data": [f"{f.coverage:.0%}" for f in found],
            "Distance": ["–" if f.support_ratio is None else number(f.support_ratio) for f in found],
        }
    rows["Name"] = [f.name for f in found]
    rows["Why"] = [one_sentence(f.reason) for f in found]
    with st.expander("All measurements"):
        findings_table(rows, "measurements", "Further measurements of every generator")
        st.caption(
            "**Breaking variance:** share of the target's variance that breaks it, measured directly, ± standard "
            "error. **Plain predictor:** how badly a predictor trained without augmentation follows it; 0 exactly, 1 "
            "not at all. **Trained over:** the share of its range that a predictor was trained with; given up if there "
            "was no hope. **Trained extent:** where training ended, median over seeds. **Stays in the data:** moved "
            "rows that land among the data. **Distance:** how much farther moved rows are from the data than held-out "
            "rows; 1: no farther."
        )
