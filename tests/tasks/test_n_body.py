"""Dynamics against an independent integrator: SciPy's, on equations written down anew."""

import numpy as np
import pytest
import scipy.integrate
import scipy.linalg

from lieaug.tasks import Oscillator2d, Oscillator3d, TwoBody
from lieaug.tasks.n_body import _leapfrog


def integrate(velocity, x, duration):
    solution = scipy.integrate.solve_ivp(
        lambda _, s: velocity(s), (0, duration), x, rtol=1e-9, atol=1e-9, method="DOP853"
    )
    return solution.y[:, -1]


def gravity(state):
    """Two unit masses with G = 1."""
    q1, q2, p1, p2 = state.reshape(4, 2)
    pull = (q2 - q1) / np.linalg.norm(q2 - q1) ** 3
    return np.concatenate([p1, p2, pull, -pull])


def springs(stiffness):
    k = np.array(stiffness)

    def velocity(state):
        """V = u/2 + u²/8 with u = Σ k q²."""
        q, p = np.split(state, 2)
        return np.concatenate([p, -k * q * (1 + (k * q**2).sum() / 2)])

    return velocity


def moved(generator, t, states):
    """Every n-vector of each state moved by exp(tL)."""
    g = scipy.linalg.expm(t * generator)
    n = len(g)
    return (states.reshape(len(states), -1, n) @ g.T).reshape(states.shape)


def symmetry_error(velocity, duration, generator, x, y, t=0.8):
    """How far the flow of moved states is from the moved targets, relative to how far the flow moves at all."""
    arrived = np.stack([integrate(velocity, state, duration) for state in moved(generator, t, x.astype(float))])
    return np.linalg.norm(arrived - moved(generator, t, y.astype(float))) / np.linalg.norm(y - x)


def rows(task, count=20):
    data = task.load(np.random.default_rng(0))
    return data.x_train[:: len(data.x_train) // count], data.y_train[:: len(data.x_train) // count], data.truth.basis


def test_two_body_states_follow_newton_and_so_do_turned_ones():
    x, y, basis = rows(TwoBody())
    arrived = np.stack([integrate(gravity, state, 20 / 49) for state in x.astype(float)])
    np.testing.assert_allclose(arrived, y, atol=2e-6)
    for t in (0.8, np.pi):
        assert symmetry_error(gravity, 20 / 49, basis[0], x, y, t) < 1e-5


def test_two_body_is_not_symmetric_under_scaling():
    x, y, _ = rows(TwoBody())
    assert symmetry_error(gravity, 20 / 49, np.eye(2), x, y) > 0.1


def test_two_body_orbits_are_as_published():
    data = TwoBody(orbits=400).load(np.random.default_rng(0))
    assert data.x_train.shape == (8000, 8)
    assert data.x_test.shape == (2000, 8)
    q1, q2, p1, p2 = np.split(data.x_train, 4, axis=1)
    assert np.array_equal(q1, -q2)
    assert np.array_equal(p1, -p2)
    squared = (q1**2).sum(axis=1)
    assert 2.25 <= squared.min() < 2.4
    assert 8.8 < squared.max() <= 9.0 + 1e-5
    assert abs(squared.mean() - (2.25 + 9) / 2) < 0.3  # uniform in the squared radius
    starts = data.x_train.reshape(400, 20, 8)[:, 0, 0], data.x_test.reshape(100, 20, 8)[:, 0, 0]
    assert (starts[0] > 0).all()
    assert (starts[1] < 0).all()


EQUAL = [Oscillator2d(), Oscillator3d(), Oscillator2d(stiffness=(2.5, 2.5), duration=0.4)]
PARTLY = [Oscillator3d(stiffness=(1.0, 1.0, 2.0)), Oscillator3d(stiffness=(2.0, 1.0, 2.0))]


@pytest.mark.parametrize("task", [*EQUAL, *PARTLY], ids=lambda task: task.label)
def test_oscillator_has_its_true_symmetry(task):
    x, y, basis = rows(task)
    velocity = springs(task.stiffness)
    np.testing.assert_allclose([integrate(velocity, s, task.duration) for s in x.astype(float)], y, atol=2e-3)
    for generator in basis:
        assert symmetry_error(velocity, task.duration, generator, x, y) < 2e-3


@pytest.mark.parametrize(
    ("stiffness", "dimension"),
    [((1, 1, 1), 3), ((1, 1, 2), 1), ((2, 1, 2), 1), ((1, 2, 3), 0), ((1, 1), 1), ((1, 3), 0)],
)
def test_truth_counts_the_planes_of_equal_springs(stiffness, dimension):
    task = (Oscillator2d if len(stiffness) == 2 else Oscillator3d)(stiffness=stiffness, rows=100)
    assert len(task.load(np.random.default_rng(0)).truth.basis) == dimension


@pytest.mark.parametrize("stiffness", [(1.0, 3.0), (1.0, 1.2)])
def test_unequal_springs_break_every_rotation_even_the_elliptic_one(stiffness):
    x, y, _ = rows(Oscillator2d(stiffness=stiffness))
    for squeeze in (1.0, np.sqrt(stiffness[1] / stiffness[0]), np.sqrt(stiffness[0] / stiffness[1])):
        elliptic = np.array([[0.0, -squeeze], [1 / squeeze, 0.0]])
        assert symmetry_error(springs(stiffness), 1.0, elliptic, x, y) > 0.03


@pytest.mark.parametrize("stiffness", [(1.0, 1.0), (1.0, 3.0)])
def test_hardening_springs_leave_no_scaling(stiffness):
    x, y, _ = rows(Oscillator2d(stiffness=stiffness))
    assert symmetry_error(springs(stiffness), 1.0, np.eye(2), x, y, t=0.5) > 0.05


@pytest.mark.parametrize("stiffness", [(1.0, 1.0), (1.0, 3.0), (3.0, 3.0)])
def test_leapfrog_keeps_the_energy(stiffness):
    data = Oscillator2d(stiffness=stiffness, rows=500).load(np.random.default_rng(0))

    def energy(states):
        q, p = np.split(states.astype(float), 2, axis=1)
        u = (np.array(stiffness) * q**2).sum(axis=1)
        return (p**2).sum(axis=1) / 2 + u / 2 + u**2 / 8

    before, after = energy(data.x_train), energy(data.y_train)
    drift = np.abs(after / before - 1)
    assert np.median(drift) < 1e-3
    assert drift.max() < 0.02


@pytest.mark.parametrize("stiffness", [(1.0, 3.0), (1.0, 2.0, 3.0)])
def test_leapfrog_is_of_second_order_and_goes_back_where_it_came_from(stiffness):
    k = np.array(stiffness)
    x = np.random.default_rng(1).normal(scale=0.7, size=(50, 2 * len(k)))
    exact = _leapfrog(x, k, 1.0, step=0.0005)
    errors = [np.abs(_leapfrog(x, k, 1.0, step=step) - exact).mean() for step in (0.02, 0.01)]
    assert 3.8 < errors[0] / errors[1] < 4.2
    mirror = np.repeat([1.0, -1.0], len(k))
    np.testing.assert_allclose(mirror * _leapfrog(mirror * _leapfrog(x, k, 1.0), k, 1.0), x, atol=1e-10)


def test_several_moments_of_two_bodies_follow_each_other():
    one, several = (TwoBody(orbits=20, moments=m).load(np.random.default_rng(0)) for m in (1, 3))
    assert several.output == "4*vec2 + 4*vec2 + 4*vec2"
    assert np.array_equal(several.y_train[:, :8], one.y_train)
    by_orbit = several.y_train.reshape(20, 20, 24)
    assert np.array_equal(by_orbit[:, :-1, 8:], by_orbit[:, 1:, :16])
