"""One training step, laid open: what was drawn, moved, predicted and compared, and what the update changed."""

from typing import Literal

from pydantic import Field

from lieaug.schema.base import Frozen

Numbers = list[float]
Matrix = list[list[float]]


class TracedExample(Frozen):
    """One example of the step's batch, in the units that the predictor sees.

    Predictions for classes are probabilities. "After" is after the step's update of the predictor.
    """

    t: Numbers = Field(description="Its coefficients, one for each generator [rad if a rotation].")
    x: Numbers = Field(description="The input, flattened.")
    moved: Numbers = Field(description="g·x with g = exp(Σ t_a L_a), flattened.")
    target: Numbers = Field(description="The target y; of classes the label alone.")
    moved_target: Numbers = Field(description="What a moved prediction should be, g·y.")
    prediction: Numbers = Field(description="f(x) before the update.")
    moved_prediction: Numbers = Field(description="f(g·x) before the update.")
    prediction_after: Numbers
    moved_prediction_after: Numbers
    loss: float = Field(description="Of f(x) against y, before the update.")
    moved_loss: float = Field(description="Of f(g·x) against what it is compared with, before the update.")
    moved_loss_after: float


class StepTrace(Frozen):
    """What one step of joint training did, for the first seed.

    The augmenter learns at every few steps only; at the others generators and extents stay as they are, and the batch
    is the predictor's.
    """

    schema_: Literal[1] = Field(default=1, alias="schema")
    step: int = Field(description="Steps of joint training done, this one included.")
    steps: int = Field(description="Steps that joint training takes.")
    epoch: int = Field(description="Steps in which as many rows are drawn as there are to train on.")
    generators_learn: bool = Field(description="Whether this step changed the generators.")
    next_turn: int = Field(description="The next step that changes them.")
    kind: Literal["regression", "classification"]
    action: str
    output: str
    shape: tuple[int, ...] = Field(description="Of one input.")
    examples: list[TracedExample] = Field(description="The first few of the batch.")
    t: list[Numbers] = Field(description="The coefficients of the batch's first views, one list for each view.")
    generators: list[Matrix] = Field(description="L_a before the step, in the predictor's units.")
    generators_after: list[Matrix]
    gradients: list[Matrix] = Field(
        description="Of the objective, for the raw matrices that hold the generators; empty if they did not learn."
    )
    extents: Numbers = Field(description="s_a before the step [rad if a rotation].")
    extents_after: Numbers
    terms: dict[str, float] = Field(description="The objective's terms on this batch, unweighted.")
    weights: dict[str, float] = Field(description="With which they enter the total.")
    unit: float = Field(description="The running plain loss, by which the data terms are divided.")
    total: float = Field(description="What the step made smaller.")

    @property
    def losses(self) -> tuple[float, float]:
        """Mean loss of the shown moved examples, before and after."""
        before = sum(example.moved_loss for example in self.examples) / len(self.examples)
        return before, sum(example.moved_loss_after for example in self.examples) / len(self.examples)
