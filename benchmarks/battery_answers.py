"""What is known of the tasks that the battery is measured on: by construction, from physics, or from many years.

- held: exactly; nearly held: to a few percent of the error.
- weakly broken: a part of the target contradicts it, less than half of its spread; broken: more, or at a sure cost.
- apart: it may hold, but no data lie where it moves rows, so that these data cannot tell.

Motions without an entry have no known answer (what becomes of a stretched digit?) and count for nothing.
"""

from typing import Any, Literal

Answer = Literal["held", "nearly held", "weakly broken", "broken", "apart"]
Case = tuple[dict[str, Any], dict[str, Answer]]

ACCEPTED: dict[Answer, tuple[str, ...]] = {
    "held": ("present",),
    "nearly held": ("present", "approximate"),
    "weakly broken": ("approximate", "absent"),
    "broken": ("absent",),
    "apart": ("not identifiable",),
}
"""Verdicts that say so."""

NOT_LINEAR: dict[str, Answer] = {
    "scaling": "weakly broken",
    "stretch": "weakly broken",
    "shear of x by y": "weakly broken",
    "shear of y by x": "weakly broken",
}
"""Of bodies that attract each other: the law is not linear, though short steps nearly are."""

MIRRORS: dict[str, Answer] = {"mirror of x": "held", "mirror of y": "held"}
EQUAL_BODIES: dict[str, Answer] = {
    "exchange of vectors 1 ↔ 2, 4 ↔ 5": "held",
    "exchange of vectors 1 ↔ 3, 4 ↔ 6": "held",
    "exchange of vectors 2 ↔ 3, 5 ↔ 6": "held",
    "exchange of vectors 1 ↔ 2": "weakly broken",  # without their velocities
}
ABOUT = " about the centroid"
POINTS: dict[str, Answer] = {
    **{name + ABOUT: answer for name, answer in NOT_LINEAR.items()},
    "exchange of bodies 1 ↔ 2": "held",
    "exchange of bodies 1 ↔ 3": "held",
    "exchange of bodies 2 ↔ 3": "held",
    "exchange of points 1 ↔ 2": "broken",  # without their velocities
}
ROTATIONS: dict[str, Answer] = {
    "rotation about x": "held",
    "rotation about y": "held",
    "rotation about z": "held",
    "all rotations, so(3)": "held",
}
LORENTZ: dict[str, Answer] = {
    **ROTATIONS,
    "boost along x": "held",
    "boost along y": "held",
    "boost along z": "held",
    "boosts along all axes": "held",
    "all Lorentz motions, so(1,3)": "held",
    "mirror of px": "held",
    "mirror of py": "held",
    "mirror of pz": "held",
}

CASES: tuple[Case, ...] = (
    (
        {"kind": "two-body"},
        # states fill a surface on which other motions, and mirrors since all orbits turn one way, do not stay
        {"rotation": "held", "mirror of x": "apart", "mirror of y": "apart", **NOT_LINEAR},
    ),
    (
        {"kind": "oscillator-2d"},
        {"rotation": "held", **NOT_LINEAR, **MIRRORS, "exchange of vectors 1 ↔ 2": "broken"},
    ),
    (
        {"kind": "oscillator-2d", "stiffness": (1.0, 3.0)},
        {"rotation": "broken", **NOT_LINEAR, **MIRRORS, "exchange of vectors 1 ↔ 2": "broken"},
    ),
    (
        {"kind": "springs"},
        {
            "rotation about the centroid": "held", "translation along x": "held", "translation along y": "held",
            "all translations": "held", **POINTS, **MIRRORS,
        },
    ),
    ({"kind": "three-body"}, {"rotation": "held", **NOT_LINEAR, **MIRRORS, **EQUAL_BODIES}),
    (
        {"kind": "three-body", "field": 1.0},
        {"rotation": "broken", **NOT_LINEAR, "mirror of x": "held", "mirror of y": "broken", **EQUAL_BODIES},
    ),
    (
        {"kind": "three-body", "anisotropy": 1.0},
        {"rotation": "weakly broken", **NOT_LINEAR, **MIRRORS, **EQUAL_BODIES},
    ),
    (
        {"kind": "three-body", "fixed_sun": 4.0},
        {"rotation": "broken", **NOT_LINEAR, "mirror of x": "broken", "mirror of y": "held", **EQUAL_BODIES},
    ),
    ({"kind": "dimuon"}, {**LORENTZ, "scaling": "weakly broken", "mirror of E": "apart", "inversion": "apart"}),
    (
        {"kind": "hurricane"},
        {
            "rotation": "broken", "mirror of east": "broken", "mirror of north": "weakly broken",
            "exchange of vectors 1 ↔ 2": "weakly broken",
        },
    ),
    (
        {"kind": "hurricane", "inputs": "position and season"},
        {
            "rotation about the centroid": "broken", "translation along east": "nearly held",
            "translation along north": "weakly broken", "mirror of east": "broken", "mirror of north": "weakly broken",
            "exchange of vectors 1 ↔ 2": "weakly broken",
        },
    ),
    (
        {"kind": "mnist", "rotation": 0},
        {"rotation": "broken", "mirror left-right": "broken", "mirror up-down": "broken"},
    ),
    (
        {"kind": "qm9", "target": "alpha"},
        {**ROTATIONS, **MIRRORS, "mirror of z": "held", "inversion": "held"},
    ),
)  # fmt: skip
