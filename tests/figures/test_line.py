import math

import numpy as np

from lieaug.figures.line import line_moved

ALONG = np.linspace(-2, 2, 9)


def points(figure, trace):
    return np.stack([np.array(figure.data[trace].x), np.array(figure.data[trace].y)], axis=1)


def test_points_are_on_their_line_and_the_others_turned_by_the_angle():
    figure = line_moved(ALONG, 0.5, math.pi / 2)
    data, turned = points(figure, 0), points(figure, 1)
    np.testing.assert_allclose(data @ [-math.sin(0.5), math.cos(0.5)], 0, atol=1e-12)
    np.testing.assert_allclose((data * turned).sum(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(data, axis=1), np.linalg.norm(turned, axis=1))


def test_width_spreads_them_across_the_line():
    data = points(line_moved(ALONG, 0.0, 0.0, width=0.5), 0)
    np.testing.assert_allclose(data[:, 0], ALONG)
    assert data[:, 1].std() > 0.2
