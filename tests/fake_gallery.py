"""Galleries as real runs would have written them: examples that move, and predictors that are made up."""

import numpy as np
from scipy.linalg import expm

from lieaug.schema import Discovery, DiscoveryConfig, Gallery, GalleryHead, GalleryTerm
from lieaug.tasks.own.terms import read_terms

EXAMPLES, ROWS, POINTS = 24, 120, 25
FOUR_VECTOR = ("E", "px", "py", "pz")
METHANOL = np.array([
    [-0.05, 0.66, 0.0], [-0.05, -0.76, 0.0], [-1.08, 1.0, 0.0],
    [0.44, 1.07, 0.88], [0.44, 1.07, -0.88], [0.88, -1.0, 0.0],
])  # fmt: skip
ATOMS = ("C", "O", "H", "H", "H", "H")
ELEMENTS = ("H", "C", "O")


def fake_gallery(config: DiscoveryConfig, result: Discovery) -> Gallery:
    """Every motion along the first generator leaves the answer nearly right; others spoil it the more the farther."""
    rng = np.random.default_rng(config.seed)
    findings = result.generators[:8]
    generators = np.array([finding.matrix for finding in findings])
    learned = [finding.output_matrix for finding in findings if finding.output_matrix is not None]
    limits = [finding.extent_limit for finding in findings]
    t = np.stack([np.linspace(-limit, limit, POINTS) for limit in limits])
    t[:, POINTS // 2] = 0
    head = fake_head(result)
    x = _examples(head, rng)
    elements = expm(t[..., None, None] * generators[:, None])  # (G, T, n, n)
    if head.task == "classification":
        y = rng.integers(0, len(head.target_columns), EXAMPLES)
        one_hot = np.eye(len(head.target_columns))[y]
        expected = np.broadcast_to(one_hot[None, :, None], (len(t), EXAMPLES, POINTS, one_hot.shape[1]))
    else:
        y = 0.9 * x.reshape(EXAMPLES, -1)[:, : len(head.target_columns)]
        on_y = expm(t[..., None, None] * np.array(learned)[:, None]) if learned else elements
        moves = head.output_terms or ([GalleryTerm(kind="vector", count=1, size=y.shape[1])] if learned else [])
        expected = np.stack(
            [np.stack([move_columns(moves, y, g, homogeneous=head.homogeneous and not learned) for g in row], axis=1)
             for row in on_y]
        )  # fmt: skip
    spoilt = (
        np.linspace(0.02, 0.8, len(t))[:, None, None, None]
        * (np.abs(t) / np.max(t, axis=1, keepdims=True))[:, None, :, None]
    )
    breaking = np.linspace(0.05, 0.7, len(t))[:, None] * rng.exponential(1.0, (len(t), ROWS))
    worst = np.argsort(-breaking.max(axis=0))[: EXAMPLES // 2]
    rows = np.concatenate([worst, rng.permutation(np.setdiff1d(np.arange(ROWS), worst))[: EXAMPLES - len(worst)]])
    groups = rng.integers(0, len(head.groups), ROWS) if head.groups else np.full(ROWS, -1)
    if head.task == "classification":
        groups[rows] = y
    m = 0 if not learned else len(learned[0])
    single = np.float32
    return Gallery(
        head=head,
        x=x.astype(single),
        y=y.astype(np.int64 if head.task == "classification" else single),
        rows=rows.astype(np.int64),
        generators=generators.astype(single),
        output_matrices=np.array(learned).reshape(len(t), m, m).astype(single),
        t=t.astype(single),
        with_=_said(head, (1 - 0.4 * spoilt) * expected + 0.02),
        plain=_said(head, (1 - spoilt) * expected + 0.05 * np.sin(3 * t)[:, None, :, None]),
        expected=expected.astype(single),
        row_ids=np.sort(rng.permutation(5 * ROWS)[:ROWS]).astype(np.int64),
        row_groups=groups.astype(np.int64),
        row_breaking=breaking.astype(single),
        equivariance_with=(0.4 * spoilt[:, 0, :, 0]).astype(single),
        equivariance_plain=spoilt[:, 0, :, 0].astype(single),
    )


def _said(head: GalleryHead, values: np.ndarray) -> np.ndarray:
    """Predictions as they are written: of classes probabilities."""
    if head.task == "classification":
        values = np.clip(values, 0.001, None)
        values = values / values.sum(axis=-1, keepdims=True)
    return values.astype(np.float32)


def fake_head(result: Discovery) -> GalleryHead:
    action = result.action
    kind = "image" if action.startswith("image.") else "points" if action.startswith("points") else "vectors"
    classes = [finding.name for finding in result.generators[0].classes]
    affine = ".affine" in action
    if kind == "vectors":
        terms = _terms(action)
        letters = FOUR_VECTOR if result.task.startswith("dimuon") else ("x", "y", "z", "w")[: terms[0].size]
        many = terms[0].count > 1
        columns = [f"{a}{i + 1}" if many else a for i in range(terms[0].count) for a in letters]
        columns += [f"s{i + 1}" for term in terms[1:] for i in range(term.width)]
    else:
        moved = GalleryTerm(kind="point" if affine else "vector", count=1, size=3)
        terms = [moved, GalleryTerm(kind="scalar", count=4, size=1)] if kind == "points" else []
        columns = ["x", "y", "z", "is real", *ELEMENTS] if kind == "points" else []
    same = result.output in ("same", action)
    output_terms = terms if same and kind == "vectors" else []
    targets = columns if same else [f"y{i + 1}" for i in range(_outputs(result))]
    return GalleryHead(
        kind=kind,
        task="classification" if classes else "regression",
        action=action,
        output=result.output,
        homogeneous=affine,
        projective=action.endswith("homography"),
        terms=terms,
        output_terms=output_terms,
        columns=columns,
        target_columns=classes or targets or ["y"],
        point_labels=list(ELEMENTS) if kind == "points" else [],
        groups=classes,
        unit="D" if kind == "points" else "",
    )  # fmt: skip


def _outputs(result: Discovery) -> int:
    matrix = result.generators[0].output_matrix
    return len(matrix) if matrix is not None else 1


def _terms(action: str) -> list[GalleryTerm]:
    kinds = {".free": "free", ".affine": "point"}
    return [
        GalleryTerm(
            kind=kinds.get(term.suffix, "vector") if term.size else "scalar", count=term.count, size=max(term.size, 1)
        )
        for term in read_terms(action)
    ]


def _examples(head: GalleryHead, rng: np.random.Generator) -> np.ndarray:
    if head.kind == "image":
        return np.stack([_bar(angle, width) for angle, width in rng.uniform([0, 0.1], [np.pi, 0.3], (EXAMPLES, 2))])
    if head.kind == "points":
        cloud = np.zeros((8, 7))
        cloud[: len(METHANOL), :3], cloud[: len(METHANOL), 3] = METHANOL, 1
        cloud[range(len(ATOMS)), [4 + ELEMENTS.index(atom) for atom in ATOMS]] = 1
        return np.stack([cloud] * EXAMPLES)
    x = rng.normal(0, 1, (EXAMPLES, len(head.columns)))
    if head.columns[0].startswith("E"):
        momenta = x.reshape(EXAMPLES, -1, 4)
        momenta[..., 0] = np.sqrt(1 + np.square(momenta[..., 1:]).sum(axis=-1))
    return x


def _bar(angle: float, width: float, side: int = 28) -> np.ndarray:
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    along, across = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    return np.exp(-((across / width) ** 2)) * (np.abs(along) < 0.6) * (0.6 + 0.4 * (along > 0))


def move_columns(terms: list[GalleryTerm], x: np.ndarray, g: np.ndarray, *, homogeneous: bool) -> np.ndarray:
    """Rows moved by g, term after term; without terms nothing moves."""
    moved, at = x.astype(float), 0
    size = next((term.size for term in terms if term.kind in ("vector", "point")), 0)
    block = size + homogeneous if size else 0
    for term in terms:
        for _ in range(term.count):
            part = slice(at, at + term.size)
            at += term.size
            if term.kind == "free":
                own = slice(block, block + term.size)
                moved[:, part] = x[:, part] @ g[own, own].T
                block += term.size
            elif term.kind != "scalar":
                moved[:, part] = x[:, part] @ g[:size, :size].T
                moved[:, part] += g[:size, size] if term.kind == "point" else 0
    return moved
