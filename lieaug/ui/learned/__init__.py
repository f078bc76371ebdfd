"""The Generators page: what a run learned, as matrices, flows, an algebra, and a film of its training."""
