"""What was learned: the generators of a run, and what they form together."""

from lieaug.ui.algebra import show_algebra
from lieaug.ui.beyond import show_components
from lieaug.ui.generators import show_generators
from lieaug.ui.study import studied_run


def show_generators_page() -> None:
    studied = studied_run("Generators", purpose="the motions that were learned, as matrices, flows and an algebra")
    if studied is None:
        return
    show_generators(studied.result, studied.evidence)
    show_algebra(studied.result.algebra_found)
    show_components(studied.result.components)
