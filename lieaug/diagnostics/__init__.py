"""Diagnostics: numbers about trained predictors and learned generators, and the verdict drawn from them."""

from lieaug.diagnostics.breaking import Breaking as Breaking
from lieaug.diagnostics.breaking import measure_breaking as measure_breaking
from lieaug.diagnostics.consensus import Consensus as Consensus
from lieaug.diagnostics.consensus import find_consensus as find_consensus
from lieaug.diagnostics.consensus import reach_along as reach_along
from lieaug.diagnostics.curves import GeneratorCurve as GeneratorCurve
from lieaug.diagnostics.curves import HeldOut as HeldOut
from lieaug.diagnostics.curves import RatioCurve as RatioCurve
from lieaug.diagnostics.curves import parameter_grid as parameter_grid
from lieaug.diagnostics.curves import plain_losses as plain_losses
from lieaug.diagnostics.curves import relate as relate
from lieaug.diagnostics.curves import trace_curve as trace_curve
from lieaug.diagnostics.spectrum import Spectrum as Spectrum
from lieaug.diagnostics.spectrum import spectrum as spectrum
from lieaug.diagnostics.support import Bulk as Bulk
from lieaug.diagnostics.support import fit_bulk as fit_bulk
from lieaug.diagnostics.support import support_ratio as support_ratio
from lieaug.diagnostics.verdict import LEARNED_SHARE as LEARNED_SHARE
from lieaug.diagnostics.verdict import TOLERANCE as TOLERANCE
from lieaug.diagnostics.verdict import GeneratorEvidence as GeneratorEvidence
from lieaug.diagnostics.verdict import Judgement as Judgement
from lieaug.diagnostics.verdict import judge_generator as judge_generator
from lieaug.diagnostics.verdict import judge_task as judge_task
from lieaug.diagnostics.verdict import judge_together as judge_together
from lieaug.diagnostics.verdict import smallest_extent as smallest_extent
