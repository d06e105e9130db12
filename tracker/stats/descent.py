"""Finds where a function of a few numbers is low, by its values alone.

Source: Nelder JA, Mead R, The Computer Journal 1965;7:308.
"""

from collections.abc import Callable
from itertools import count

import numpy as np

from tracker.table import Floats

Corner = tuple[float, Floats]
Try = Callable[[Floats], Corner]


class _SpentError(Exception):
    """No further value is to be asked for."""


def descend(loss: Callable[[Floats], float], corners: Floats, *, most: int, near: float, alike: float) -> Floats:
    """The lowest point met, shape (k,), from corners of shape (k + 1, k).

    Ends once all corners lie within `near` of the lowest and their values within `alike` of its value, or after
    `most` values.
    """
    spent = count()

    def tried(point: Floats) -> Corner:
        if next(spent) >= most:
            raise _SpentError
        return loss(point), point

    around = _ranked([tried(corner) for corner in corners])
    try:
        while not _settled(around, near, alike):
            around = _ranked(_moved(around, tried))
    except _SpentError:
        pass
    return around[0][1]


def _ranked(corners: list[Corner]) -> list[Corner]:
    return sorted(corners, key=lambda corner: corner[0])


def _settled(corners: list[Corner], near: float, alike: float) -> bool:
    (lowest, best), *others = corners
    return all(abs(value - lowest) <= alike and np.abs(point - best).max() <= near for value, point in others)


def _moved(corners: list[Corner], tried: Try) -> list[Corner]:
    """The highest corner thrown over the others, further or less far; else all drawn towards the lowest."""
    *kept, (highest, worst) = corners
    middle = sum(point for _, point in kept) / len(kept)
    over = tried(2 * middle - worst)
    if over[0] < kept[0][0]:
        further = tried(3 * middle - 2 * worst)
        return [*kept, further if further[0] < over[0] else over]
    if over[0] < kept[-1][0]:
        return [*kept, over]
    if over[0] < highest:
        short = tried(1.5 * middle - 0.5 * worst)
        fits = short[0] <= over[0]
    else:
        short = tried(0.5 * middle + 0.5 * worst)
        fits = short[0] < highest
    if fits:
        return [*kept, short]
    best = kept[0][1]
    return [kept[0], *(tried(best + 0.5 * (point - best)) for _, point in corners[1:])]
