"""Systems of bodies: the integrator against SciPy's, and every switch against the truth that it leaves."""

import numpy as np
import pytest
import scipy.integrate
from scipy.linalg import expm

from lieaug.tasks import Binary, Central, Charged, Oscillator2d, Oscillator3d, Springs, ThreeBody
from lieaug.tasks.dynamics.integrators import trajectory

SWITCHED = [
    ThreeBody(),
    ThreeBody(drag=0.5),
    ThreeBody(field=1.0),
    ThreeBody(anisotropy=1.0),
    ThreeBody(fixed_sun=4.0),
    ThreeBody(points=True),
    ThreeBody(points=True, field=1.0),
    ThreeBody(points=True, fixed_sun=4.0),
    ThreeBody(points=True, anisotropy=1.0),
    Charged(),
    Charged(magnetic_field=2.0),
    Charged(magnetic_field=2.0, drag=0.3),
    Charged(field=1.5),
    Springs(),
    Springs(field=1.0),
    Springs(anisotropy=2.0),
    Central(),
    Central(field=1.0, anisotropy=1.0),
    Binary(),
    Binary(field=1.0, drag=0.5),
    Binary(fixed_sun=4.0),
    Binary(points=True),
    Binary(points=True, anisotropy=1.0),
    Springs(fixed_sun=4.0, drag=0.5),
    Charged(fixed_sun=4.0),
    Charged(fixed_sun=4.0, magnetic_field=2.0),
    Central(fixed_sun=4.0),
    Central(fixed_sun=4.0, anisotropy=1.0),
]
EXPECTED = [
    *("so(2)", "so(2)", "none", "none", "none", "se(2)", "translations", "so(2)", "translation along x"),
    *("so(3)", "so(2)", "so(2)", "so(2)"),
    *("se(2)", "translations", "translation along x"),
    *("so(3)", "so(2)"),
    *("so(2)", "none", "none", "se(2)", "translation along x"),
    "so(2)",
    *("so(2)", "none"),
    *("so(2)", "none"),
]


def names(task) -> str:
    return task.label


def test_a_label_names_every_setting_that_was_changed():
    assert ThreeBody(points=True, fixed_sun=4.0, rows=100).label == "three-body fixed_sun=4 points"
    assert Central(moments=3, horizon=0.5).label == "central horizon=0.5 moments=3"


def test_a_magnetic_field_turns_positive_charges_as_the_lorentz_force_does():
    matrix = Charged(magnetic_field=2.0).velocity_matrix()
    v = np.array([0.3, -0.5, 0.7])
    np.testing.assert_allclose(matrix @ v, np.cross(v, [0, 0, 2.0]), atol=1e-12)


def test_starts_of_points_are_about_the_sun():
    data = ThreeBody(points=True, fixed_sun=4.0, horizon=0.1).load(np.random.default_rng(0))
    np.testing.assert_allclose(data.x_train[:, :6].reshape(-1, 3, 2).mean(axis=(0, 1)), [1, 0], atol=0.03)


def moved(task, generator, t, states):
    """States under exp(tL): positions as vectors or points, velocities as vectors."""
    g = expm(t * generator)
    d = task.dimensions
    parts = states.reshape(len(states), 2, task.bodies, d) @ g[:d, :d].T
    if task.moves_points:
        parts[:, 0] += g[:d, d]
    return parts.reshape(states.shape)


def symmetry_error(task, generator, t=0.7):
    """How far the flow of moved states is from moved targets, relative to how far the flow goes."""
    data = task.model_copy(update={"rows": 20}).load(np.random.default_rng(1))
    x = data.x_train.astype(np.float64)
    y = task.advance(x, (task.horizon,))
    arrived = task.advance(moved(task, generator, t, x), (task.horizon,))
    return np.linalg.norm(arrived - moved(task, generator, t, y)) / np.linalg.norm(y - x)


@pytest.mark.parametrize(("task", "name"), list(zip(SWITCHED, EXPECTED, strict=True)), ids=map(names, SWITCHED))
def test_the_truth_is_what_the_switches_leave(task, name):
    truth = task.model_copy(update={"rows": 20}).load(np.random.default_rng(0)).truth
    assert truth.algebra == name
    for generator in truth.basis:
        assert symmetry_error(task, generator) < 1e-6


def broken_by(task, step=1e-4):
    """How much the flow breaks each of the independent linear (or affine) motions, least broken first, with motions.

    For every motion E of the search space the flow of moved states less the moved flow, to first order in E, relative
    to how far E moves what the flow arrives at.
    """
    data = task.model_copy(update={"rows": 20}).load(np.random.default_rng(5))
    x = data.x_train.astype(np.float64)
    y = task.advance(x, (task.horizon,))
    d, n = task.dimensions, task.dimensions + task.moves_points
    motions = np.zeros((d * n, n, n))
    motions[:, :d] = np.eye(d * n).reshape(d * n, d, n)
    there = np.stack([moved(task, motion, t, y) for motion in motions for t in (step, -step)])
    starts = np.concatenate([moved(task, motion, t, x) for motion in motions for t in (step, -step)])
    arrived = task.advance(starts, (task.horizon,)).reshape(there.shape)  # all at once
    errors, moves = [(part[::2] - part[1::2]).reshape(d * n, -1) / (2 * step) for part in (arrived - there, there)]
    squares, combinations = scipy.linalg.eigh(errors @ errors.T, moves @ moves.T)
    return np.sqrt(np.abs(squares)), np.einsum("ab,aij->bij", combinations, motions)


@pytest.mark.parametrize("task", SWITCHED, ids=names)
def test_the_truth_commutes_with_the_flow_and_nothing_more_does(task):
    truth = task.model_copy(update={"rows": 20}).load(np.random.default_rng(0)).truth.basis
    broken, motions = broken_by(task)
    kept = len(truth)
    assert (broken[:kept] < 1e-4).all()
    assert (broken[kept:] > 0.15).all()
    if kept:
        found = motions[:kept].reshape(kept, -1)
        both = np.concatenate([found, truth.reshape(kept, -1)])
        assert np.linalg.matrix_rank(both, tol=1e-3) == kept


SAMPLES = [Charged(magnetic_field=2.0, drag=0.3), ThreeBody(fixed_sun=4.0, field=1.0), Springs()]


@pytest.mark.parametrize("task", SAMPLES, ids=names)
def test_the_flow_is_that_of_an_independent_integrator(task):
    data = task.model_copy(update={"rows": 20}).load(np.random.default_rng(0))
    x = data.x_train[:4].astype(np.float64)
    matrix = task.velocity_matrix()
    shape = (1, task.bodies, task.dimensions)

    def velocity(_, state):
        q, v = np.split(state, 2)
        turned = 0.0 if matrix is None else (v.reshape(shape) @ matrix.T).ravel()
        return np.concatenate([v, task.acceleration(q.reshape(shape)).ravel() + turned])

    for state, target in zip(x, data.y_train, strict=False):
        exact = scipy.integrate.solve_ivp(velocity, (0, task.horizon), state, rtol=1e-10, atol=1e-10, method="DOP853")
        np.testing.assert_allclose(target, exact.y[:, -1], atol=1e-4)


# --- the integrator ----------------------------------------------------------------------------------------------


def pairs(q, potential):
    """Sum over pairs of bodies of a potential of the squared distance."""
    bodies = q.shape[1]
    return sum(
        potential(np.square(q[:, i] - q[:, j]).sum(axis=-1)) for i in range(bodies) for j in range(i + 1, bodies)
    )


INNER = {
    "binary": lambda q: pairs(q, lambda s: -1.5 / np.sqrt(s + 0.25)),
    "three-body": lambda q: pairs(q, lambda s: -1.5 / np.sqrt(s + 0.25)),
    "charged": lambda q: pairs(q, lambda s: 2 / np.sqrt(s + 0.16)) + np.square(q).sum(axis=(1, 2)) / 2,
    "springs": lambda q: pairs(q, lambda s: 0.2 * s + 0.05 * s**2),
    "central": lambda q: -2 / np.sqrt(np.square(q).sum(axis=(1, 2)) + 0.25),
}


def potential(task, q):
    """Written down anew from the words that describe the switches."""
    last, away = q[..., -1], q - np.eye(task.dimensions)[0]
    switches = task.anisotropy * last**2 / 2 - task.field * last
    switches = switches - task.fixed_sun / np.sqrt(np.square(away).sum(axis=-1) + 0.25)
    return INNER[task.kind](q) + switches.sum(axis=1)


def energy(task, q, v):
    """Magnetic fields do no work."""
    return np.square(v).sum(axis=(1, 2)) / 2 + potential(task, q)


def flow(task, q, v, duration, **options):
    options = {"velocity_matrix": task.velocity_matrix()} | options
    ((q, v),) = trajectory(q, v, task.acceleration, (duration,), **options)
    return q, v


@pytest.mark.parametrize("task", SWITCHED, ids=names)
def test_forces_are_those_of_the_potential(task):
    q, _ = task.start(20, np.random.default_rng(2))
    for i in range(task.bodies):
        for axis in range(task.dimensions):
            shift = np.zeros_like(q)
            shift[:, i, axis] = 1e-5
            slope = (potential(task, q + shift) - potential(task, q - shift)) / 2e-5
            np.testing.assert_allclose(task.acceleration(q)[:, i, axis], -slope, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("task", [task for task in SWITCHED if not task.drag], ids=names)
def test_energy_does_not_drift(task):
    q, v = task.start(40, np.random.default_rng(2))
    energies = []
    for _ in range(3):
        energies.append(energy(task, q, v))
        q, v = flow(task, q, v, 2.0)
    drift = np.abs(np.diff(energies, axis=0)) / np.abs(energies[0]).mean()
    assert drift.max() < 1e-3
    assert np.median(drift[-1]) < 1e-5


@pytest.mark.parametrize("task", [task for task in SWITCHED if task.drag], ids=names)
def test_drag_only_takes_energy(task):
    q, v = task.start(60, np.random.default_rng(2))
    before = energy(task, q, v)
    for _ in range(4):
        q, v = flow(task, q, v, 0.25)
        after = energy(task, q, v)
        assert (after < before).all()
        before = after


LAWS = [Central(), ThreeBody(fixed_sun=4.0), Charged(magnetic_field=2.0), Binary(drag=0.5), Springs(anisotropy=2.0)]


@pytest.mark.parametrize("task", LAWS, ids=names)
def test_the_error_falls_with_the_fourth_power_of_the_step(task):
    q, v = task.start(50, np.random.default_rng(2))
    exact = flow(task, q, v, 1.0, step=0.005)[0]
    errors = [np.abs(flow(task, q, v, 1.0, step=step)[0] - exact).mean() for step in (0.04, 0.02)]
    assert 12 < errors[0] / errors[1] < 20


@pytest.mark.parametrize("task", LAWS, ids=names)
def test_what_goes_forth_comes_back(task):
    q, v = task.start(50, np.random.default_rng(2))
    again = flow(task, *flow(task, q, v, 1.0), -1.0)
    np.testing.assert_allclose(np.concatenate(again), np.concatenate([q, v]), atol=1e-9)


@pytest.mark.parametrize("task", LAWS, ids=names)
def test_volumes_in_phase_space_shrink_by_drag_alone(task):
    """Liouville: the determinant of the flow is exp(trace of the velocity matrix x time), for each body."""
    width = 2 * task.bodies * task.dimensions
    state = np.concatenate([part.ravel() for part in task.start(1, np.random.default_rng(2))])
    nearby = np.concatenate([state + 1e-5 * np.eye(width), state - 1e-5 * np.eye(width)])
    arrived = task.advance(nearby, (0.5,))
    jacobian = (arrived[:width] - arrived[width:]) / 2e-5
    shrunk = np.exp(-task.drag * 0.5 * task.bodies * task.dimensions)
    assert np.linalg.det(jacobian) == pytest.approx(shrunk, rel=1e-5)


@pytest.mark.parametrize("task", [task for task in LAWS if task.velocity_matrix() is None], ids=names)
def test_the_flow_is_symplectic(task):
    width = 2 * task.bodies * task.dimensions
    state = np.concatenate([part.ravel() for part in task.start(1, np.random.default_rng(2))])
    nearby = np.concatenate([state + 1e-5 * np.eye(width), state - 1e-5 * np.eye(width)])
    arrived = task.advance(nearby, (0.5,))
    jacobian = ((arrived[:width] - arrived[width:]) / 2e-5).T
    form = np.kron([[0, 1], [-1, 0]], np.eye(width // 2))
    np.testing.assert_allclose(jacobian.T @ form @ jacobian, form, atol=1e-5)


@pytest.mark.parametrize(
    "task",
    [Binary(horizon=0.4), ThreeBody(horizon=0.4), Charged(horizon=0.4), Springs(horizon=0.4), Central()],
    ids=names,
)
def test_several_moments_stand_side_by_side(task):
    several = task.model_copy(update={"rows": 100, "moments": 3}).load(np.random.default_rng(0))
    later = task.model_copy(update={"rows": 100, "horizon": 2 * task.horizon}).load(np.random.default_rng(0))
    width = several.x_train.shape[1]
    assert several.y_train.shape == (100, 3 * width)
    assert several.output == " + ".join([several.action] * 3)
    np.testing.assert_allclose(several.y_train[:, width : 2 * width], later.y_train, atol=1e-5)


@pytest.mark.parametrize("task", [Oscillator2d(rows=100), Oscillator3d(rows=100, stiffness=(1.0, 2.0, 3.0))], ids=names)
def test_oscillators_have_several_moments_too(task):
    several = task.model_copy(update={"moments": 2}).load(np.random.default_rng(0))
    first = task.load(np.random.default_rng(0))
    later = task.model_copy(update={"duration": 2 * task.duration}).load(np.random.default_rng(0))
    width = several.x_train.shape[1]
    assert np.array_equal(several.y_train[:, :width], first.y_train)
    np.testing.assert_allclose(several.y_train[:, width:], later.y_train, atol=1e-5)
