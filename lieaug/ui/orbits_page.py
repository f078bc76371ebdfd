"""Examples moved along the generators of a run."""

from lieaug.figures.orbit import orbit_figure
from lieaug.ui.chart import charts
from lieaug.ui.frame import explain
from lieaug.ui.study import studied_run


def show_orbits_page() -> None:
    studied = studied_run("Orbits", purpose="examples moved along what was learned")
    if studied is None:
        return
    orbit = studied.evidence.orbit if studied.evidence is not None else None
    if orbit is None:
        explain("This run kept no example", "it is from an earlier version, or its rows have no picture; start it anew")
        return
    charts([orbit_figure(orbit, compact=studied.result.generators[orbit.generator].compact)], key="orbit")
