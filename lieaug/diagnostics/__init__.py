"""Diagnostics: numbers about trained predictors and learned generators, and the verdict drawn from them."""

from lieaug.diagnostics.consensus import Consensus as Consensus
from lieaug.diagnostics.consensus import find_consensus as find_consensus
from lieaug.diagnostics.curves import GeneratorCurve as GeneratorCurve
from lieaug.diagnostics.curves import HeldOut as HeldOut
from lieaug.diagnostics.curves import RatioCurve as RatioCurve
from lieaug.diagnostics.curves import plain_losses as plain_losses
from lieaug.diagnostics.curves import relate as relate
from lieaug.diagnostics.curves import trace_curve as trace_curve
from lieaug.diagnostics.spectrum import Spectrum as Spectrum
from lieaug.diagnostics.spectrum import spectrum as spectrum
from lieaug.diagnostics.support import support_ratio as support_ratio
from lieaug.diagnostics.verdict import TOLERANCE as TOLERANCE
from lieaug.diagnostics.verdict import GeneratorEvidence as GeneratorEvidence
from lieaug.diagnostics.verdict import Judgement as Judgement
from lieaug.diagnostics.verdict import is_candidate as is_candidate
from lieaug.diagnostics.verdict import judge_generator as judge_generator
from lieaug.diagnostics.verdict import judge_task as judge_task
from lieaug.diagnostics.verdict import smallest_extent as smallest_extent
