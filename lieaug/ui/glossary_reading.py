"""What stands in the glossary beside the terms: how to read the plots, the keys, the limits, how to cite."""

from lieaug.ui.frame import PAPER
from lieaug.ui.glossary import term

PLOTS = (
    (
        "How far each generator reaches",
        f"One bar a {term('generator')}, longest first; a full bar is all the way round, or the whole range that "
        "was tested. Its colour and sign say the verdict. A few long bars and many short ones: the long ones are "
        f"the symmetry, and their number is its {term('dimension')}.",
    ),
    (
        "A generator as a heat map",
        "Row i, column j: how much coordinate j drives coordinate i. Blue is negative, red positive, white zero. "
        "Opposite colours across the diagonal: a rotation. The same colours: a boost or a stretch. Colour on the "
        "diagonal: growth.",
    ),
    (
        "The flow",
        "Short strokes along the curves on which exp(tL) moves points. Circles turn, parallel strokes shear, "
        "strokes away from the centre scale. A dot is a point that rests.",
    ),
    (
        "The curves that decide",
        "Across: how far held-out data were moved. Up: their loss over that of unmoved data, the "
        f"{term('loss ratio')}. Grey: the {term('null band')}. Flat inside it: moving costs nothing. Dotted lines: "
        f"as far as it holds, the {term('extent')}.",
    ),
    (
        "The spectrum",
        f"One bar a direction of the {term('search space')}, from the one that a plain predictor minds least. A gap "
        "after the first few is where symmetry ends.",
    ),
    (
        "Losses over training",
        f"Two lines that meet, with and without {term('augmentation')}: the views cost nothing. The moved one "
        "staying above: a generator is still moving what must not be moved. The log scale shows factors as "
        "distances.",
    ),
    (
        "An orbit",
        "One example at many t. Images as a strip, vectors as curves, molecules in space: drag to turn. Where "
        "predictions are drawn below, flat means that the model does not care.",
    ),
)
"""Title of a plot, and how to read it."""

KEYS = (
    ("Tab, Shift + Tab", "to the next thing that can be used, and back"),
    ("Ctrl + Enter", "start the chosen task"),
    ("arrow keys", "move a slider, an entry of a matrix, a point, a digit; with Shift in larger steps"),
    ("Shift + →, Shift + ←", "next and previous step of a lesson"),
    ("Page down, Page up", "the same in class mode, as the keys of a presenter"),
    ("Enter, Space", "press what has the focus"),
    ("Escape", "close a dialog or a menu"),
)
"""Keys, and what they do."""

LIMITS = (
    f"**Only what the action can express.** The search knows the motions of its {term('search space')}: linear "
    "ones, affine ones, homographies. A symmetry that bends space is not among them.",
    f"**Only what is connected.** Mirrors and swaps are no limit of small steps; the most common ones are tested apart "
    f"({term('component', 'components')}), others are not looked for.",
    f"**Only where there are data.** On a line, a plane or a single orbit many motions look alike. The verdict then is "
    f"{term('not identifiable')}, and more training does not help.",
    f"**Only as far as was tested.** Motions that are not {term('compact')} have no end; present means over the "
    "stated range.",
    "**Noise hides small breaks.** A symmetry that is broken by less than the noise of the target looks whole. The "
    "table of generators says how small a break would have been seen.",
    "**A tolerant model is no proof.** Images that fade along a motion keep their label for a while. The verdict "
    "holds the curve against the data's own spread, but a weak predictor makes every curve flat.",
    "**Verdicts can be wrong.** How often they were on tasks with known answers stands beside each: "
    f"{term('error rates')}. Your data may be easier or harder than those.",
)
"""What the method cannot do, in honest words."""

BIBTEX = f"""@misc{{lieaugmenter2025,
  title  = {{LieAugmenter}},
  author = {{Santos-Escriche, E. and Lin, Y.-W. E. and Jegelka, S.}},
  year   = {{2025}},
  eprint = {{{PAPER}}},
  archivePrefix = {{arXiv}}
}}"""
"""For a bibliography."""
