"""What a run's verdict rests on."""

import numpy as np

from lieaug.figures.spectrum import spectrum_bars
from lieaug.ui.chart import charts
from lieaug.ui.classes import show_classes
from lieaug.ui.report import show_curves
from lieaug.ui.study import studied_run
from lieaug.ui.verdict import show_verdict


def show_diagnostics_page() -> None:
    studied = studied_run("Diagnostics", purpose="what its verdict rests on, per generator and per class")
    if studied is None:
        return
    result, evidence = studied.result, studied.evidence
    show_verdict(result)
    if evidence is not None:
        show_curves(evidence, result.generators)
        if evidence.spectrum_seeds:
            charts([spectrum_bars(np.array(evidence.spectrum_seeds), result.spectrum_null)], key="spectrum")
    show_classes(result, evidence)
