"""The page of sweeps: a form, a grid that fills, and what came out."""
