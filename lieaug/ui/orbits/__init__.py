"""The orbits page: a held-out example, moved by hand along the generators of a run."""
