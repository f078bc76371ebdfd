"""How sure it is: curves with their bands, one generator closely, the model's own error, and what would change it."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from lieaug.figures.classes import class_bars, class_map
from lieaug.figures.comparison import predictor_comparison
from lieaug.figures.curves import loss_curve
from lieaug.figures.equivariance import equivariance_figure
from lieaug.figures.spectrum import spectrum_bars
from lieaug.figures.words import rates_sentence
from lieaug.report.equivariance import equivariance_errors
from lieaug.report.subject import Subject
from lieaug.schema import verdict_rates
from lieaug.ui.chart import charts
from lieaug.ui.diagnosis.chosen import choose_generator
from lieaug.ui.diagnosis.what_if import show_what_if
from lieaug.ui.report import show_curves

OLD = "This run is from a version that did not keep this; start it anew to see it."


def show_certainty(subject: Subject) -> None:
    result, evidence = subject.result, subject.evidence
    if evidence is None:
        st.caption(f"The curves are missing. {OLD}")
    else:
        show_curves(evidence, result.generators)
    st.markdown("### One generator closely", anchors=False)
    with st.container(key="diagnosis-choice"):
        rank = choose_generator(subject)
    by_class = _classes(subject, rank)
    beside = by_class or _curve(subject, rank)  # a class's costs along the way say more than the curve of all
    charts([*_errors(subject, rank), *beside], key="closely", min_width=320 if by_class else 420)
    if subject.gallery is None:
        st.caption(f"How far the model itself follows this motion was not measured. {OLD}")
    elif rank >= len(subject.gallery.t):
        st.caption(f"The model's own error was measured for the {len(subject.gallery.t)} strongest generators only.")
    show_what_if(subject)
    st.markdown("### How often such verdicts are wrong", anchors=False)
    st.markdown(rates_sentence(result, verdict_rates()))
    _witnesses(subject)


def _curve(subject: Subject, rank: int) -> list[go.Figure]:
    evidence = subject.evidence
    own = [] if evidence is None else [curve for curve in evidence.curves if curve.generator == rank]
    return [loss_curve(curve, subject.result.generators[rank], evidence.null_band) for curve in own if evidence]


def _errors(subject: Subject, rank: int) -> list[go.Figure]:
    finding = subject.result.generators[rank]
    own = [errors for errors in equivariance_errors(subject) if errors.generator == rank]
    return [equivariance_figure(rank, finding, errors.t, errors.plain, errors.with_) for errors in own]


def _classes(subject: Subject, rank: int) -> list[go.Figure]:
    """How far each class holds, and what it costs on the way; nothing where targets are numbers."""
    finding = subject.result.generators[rank]
    if not finding.classes:
        return []
    curves = [] if subject.evidence is None else subject.evidence.curves
    own = [curve for curve in curves if curve.generator == rank and curve.classes]
    return [class_bars(finding, rank), *(class_map(finding, rank, curve) for curve in own)]


def _witnesses(subject: Subject) -> None:
    """What else speaks for or against it: the spectrum, and how predictors compare on the test rows."""
    result, evidence = subject.result, subject.evidence
    figures = [predictor_comparison(result.predictor)]
    if evidence is not None and evidence.spectrum_seeds:
        figures.append(spectrum_bars(np.array(evidence.spectrum_seeds), result.spectrum_null))
    with st.expander("Two more witnesses: predictors compared, and the spectrum"):
        charts(figures, key="witnesses", min_width=360)
