"""The verdict in its box: what it says, the few numbers beside it, and how often such verdicts are wrong."""

import pandas as pd
import streamlit as st

from lieaug.figures.named_words import counted_words
from lieaug.figures.words import rates_apply, rates_sentence, why_and_what_to_do
from lieaug.schema import Discovery, Rate, VerdictRates, verdict_rates
from lieaug.tasks.zoo import FAMILIES
from lieaug.ui.words import VERDICTS, one_sentence

ABOUT_THE_RATES = (
    f"Measured on the zoo: made-up tasks whose symmetry is known, of {len(FAMILIES)} algebras or none, with targets "
    "that stay or move along, also in changed coordinates and with noise, 2,000 to 20,000 rows each, at the quick "
    "preset. Rules and thresholds were set on other tasks of the same kind and frozen before these were made; one "
    "threshold was tightened afterwards, against false presences in noise. "
    "Your data may be easier or harder."
)


def show_verdict(result: Discovery) -> None:
    sign = VERDICTS[result.verdict]
    slug = result.verdict.replace(" ", "-")
    with st.container(border=True, key=f"verdict-{slug}"):
        st.markdown(sign.badge, help=sign.meaning)
        if result.verdict == "not identifiable":
            _cannot_tell(result.sentence)
            if by_name := counted_words(result.named):
                st.markdown(by_name)
        else:
            st.markdown(f"## {result.sentence}", anchors=False)
        with st.grid("auto", min_column_width=120, gap="small"):
            for label, value, meaning in _facts(result):
                st.metric(label, value, help=meaning)
        _rates(result, verdict_rates())


def _cannot_tell(sentence: str) -> None:
    """The sentence in its three parts: that nothing can be said, why, and what to do."""
    head, _, reason = sentence.partition(": ")
    why, what = why_and_what_to_do(reason)
    st.markdown(f"## {one_sentence(head)}", anchors=False)
    if why:
        st.markdown(one_sentence(why))
    if what:
        st.markdown(f":material/arrow_forward: **What to do:** {one_sentence(what)}")


def _facts(result: Discovery) -> list[tuple[str, str, str]]:
    facts = [("Dimension", str(result.dimension), "Number of independent symmetries found.")]
    if result.dimension == 0:
        return [*facts, ("Searched", str(len(result.generators)), "Number of independent motions that were tried.")]
    algebra = "unnamed" if result.algebra.endswith("unnamed") else result.algebra  # its dimension stands beside it
    facts.append(("Algebra", algebra, "The named Lie algebra that the generators span."))
    if result.algebra_found is None:  # else its own box says so
        help_ = "How far brackets leave the span; 0 for a true Lie algebra."
        facts.append(("Closure", f"{result.closure_residual:.3f}", help_))
    facts.append(
        ("Seeds agree to", f"{result.seed_agreement_degrees:.1f}°", "Largest angle between what the seeds found.")
    )
    if result.angle_to_truth_degrees is not None:
        facts.append(("Off the truth by", f"{result.angle_to_truth_degrees:.1f}°", "Angle to the known symmetry."))
    return facts


def _rates(result: Discovery, rates: VerdictRates) -> None:
    if not rates_apply(result, rates):
        st.caption(rates_sentence(result, rates))
        return
    words, more = st.columns([4, 1], gap="small", vertical_alignment="center")
    words.caption(rates_sentence(result, rates))
    with more.popover("How often is it wrong?", type="tertiary", wrap=False):
        st.markdown(ABOUT_THE_RATES)
        st.table(_rates_table(rates), border="horizontal", hide_index=True, alt="Error rates of the verdict")
        st.caption("Shares with their 95 % intervals.")


def _rates_table(rates: VerdictRates) -> pd.DataFrame:
    fields = {name: field.description for name, field in VerdictRates.model_fields.items() if field.annotation is Rate}
    measured: dict[str, Rate] = {name: getattr(rates, name) for name in fields}
    return pd.DataFrame(
        {
            "Of tasks with known answers": list(fields.values()),
            "Runs": [f"{rate.hits} of {rate.runs}" for rate in measured.values()],
            "Share": [_share(rate) for rate in measured.values()],
        }
    )


def _share(rate: Rate) -> str:
    if rate.runs == 0:
        return "–"
    low, high = rate.interval
    return f"{rate.hits / rate.runs:.1%} ({low:.1%} – {high:.1%})"
