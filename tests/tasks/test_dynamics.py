"""Systems of bodies: the integrator against SciPy's, and every switch against the truth that it leaves."""

import numpy as np
import pytest
import scipy.integrate
from scipy.linalg import expm

from lieaug.tasks import Central, Charged, Springs, ThreeBody
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
]
EXPECTED = [
    *("so(2)", "so(2)", "none", "none", "none", "se(2)", "translations", "so(2)", "translation along x"),
    *("so(3)", "so(2)", "so(2)", "so(2)"),
    *("se(2)", "translations", "translation along x"),
    *("so(3)", "so(2)"),
]


def names(task) -> str:
    return task.label


def test_a_label_names_every_setting_that_was_changed():
    assert ThreeBody(points=True, fixed_sun=4.0, rows=100).label == "three-body points fixed_sun=4"
    assert Central(moments=3, horizon=0.5).label == "central horizon=0.5 moments=3"


def test_a_magnetic_field_turns_positive_charges_as_the_lorentz_force_does():
    matrix = Charged(magnetic_field=2.0).velocity_matrix()
    v = np.array([0.3, -0.5, 0.7])
    np.testing.assert_allclose(matrix @ v, np.cross(v, [0, 0, 2.0]), atol=1e-12)


def test_starts_of_points_are_about_the_sun():
    data = ThreeBody(points=True, fixed_sun=4.0).load(np.random.default_rng(0))
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
    data = task.model_copy(update={"rows": 100}).load(np.random.default_rng(1))
    x = data.x_train.astype(np.float64)
    y = task.advance(x, (task.horizon,))
    arrived = task.advance(moved(task, generator, t, x), (task.horizon,))
    return np.linalg.norm(arrived - moved(task, generator, t, y)) / np.linalg.norm(y - x)


@pytest.mark.parametrize(("task", "name"), list(zip(SWITCHED, EXPECTED, strict=True)), ids=map(names, SWITCHED))
def test_the_truth_is_what_the_switches_leave(task, name):
    truth = task.model_copy(update={"rows": 100}).load(np.random.default_rng(0)).truth
    assert truth.algebra == name
    for generator in truth.basis:
        assert symmetry_error(task, generator) < 1e-6


@pytest.mark.parametrize("task", [task for task in SWITCHED if names(task) != task.kind_name], ids=names)
def test_what_a_switch_breaks_is_broken(task):
    whole = type(task)(**({"points": True} if task.moves_points and isinstance(task, ThreeBody) else {}))
    everything = whole.model_copy(update={"rows": 100}).load(np.random.default_rng(0)).truth.basis
    kept = task.model_copy(update={"rows": 100}).load(np.random.default_rng(0)).truth.basis
    flat = kept.reshape(len(kept), everything[0].size)
    for generator in everything:
        inside = flat.T @ np.linalg.lstsq(flat.T, generator.ravel(), rcond=None)[0] if len(flat) else 0.0
        lost = np.linalg.norm(generator.ravel() - inside) > 1e-9
        assert (symmetry_error(task, generator) > 0.02) == lost


SAMPLES = [Charged(magnetic_field=2.0, drag=0.3), ThreeBody(fixed_sun=4.0, field=1.0), Springs()]


@pytest.mark.parametrize("task", SAMPLES, ids=names)
def test_the_flow_is_that_of_an_independent_integrator(task):
    data = task.model_copy(update={"rows": 100}).load(np.random.default_rng(0))
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


def energy(q, v):
    return np.square(v).sum(axis=(1, 2)) / 2 - 2 / np.sqrt(np.square(q).sum(axis=(1, 2)) + 0.25)


def orbits(step, duration=1.0):
    q = np.random.default_rng(2).normal(size=(50, 1, 3))
    v = 0.5 * np.random.default_rng(3).normal(size=(50, 1, 3))
    ((q_end, v_end),) = trajectory(q, v, Central().inner_acceleration, (duration,), step=step)
    return q, v, q_end, v_end


def test_energy_does_not_drift():
    q, v, q_end, v_end = orbits(0.02, duration=20.0)
    drift = np.abs(energy(q_end, v_end) - energy(q, v)) / np.abs(energy(q, v)).mean()
    assert drift.max() < 1e-4


def test_the_error_falls_with_the_fourth_power_of_the_step():
    *_, exact, _ = orbits(0.001)
    errors = [np.abs(orbits(step)[2] - exact).max() for step in (0.08, 0.04)]
    assert 10 < errors[0] / errors[1] < 26


def test_what_goes_forth_comes_back():
    q, _, q_end, v_end = orbits(0.02)
    ((back, _),) = trajectory(q_end, v_end, Central().inner_acceleration, (-1.0,))
    np.testing.assert_allclose(back, q, atol=1e-10)


def test_several_moments_stand_side_by_side():
    task = ThreeBody(rows=100, moments=3, horizon=0.4)
    data = task.load(np.random.default_rng(0))
    assert data.y_train.shape == (100, 36)
    assert data.output == "6*vec2 + 6*vec2 + 6*vec2"
    again = ThreeBody(rows=100, horizon=0.8).load(np.random.default_rng(0))
    np.testing.assert_allclose(data.y_train[:, 12:24], again.y_train, atol=1e-5)
