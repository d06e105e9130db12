"""Many questions at once: what remains surprising after counting how often was asked."""

import numpy as np

from tracker.table import Floats


def simes(p: Floats) -> float:
    """One p value for "none of these questions has anything to it".

    Args:
        p: shape (k,), k >= 1, the p values of the questions, which may depend positively on each other.

    Source: Simes RJ, Biometrika 1986;73:751.
    """
    ordered = np.sort(p)
    return float(min(1.0, (ordered * len(ordered) / np.arange(1, len(ordered) + 1)).min()))


def false_discovery(p: Floats) -> Floats:
    """The smallest false discovery rate at which each p value would still be shown; same shape.

    Raises:
        ValueError: if a p value is not between 0 and 1.

    Source: Benjamini Y, Hochberg Y, J R Stat Soc B 1995;57:289.
    """
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("a p value lies between 0 and 1")
    size, order = len(p), np.argsort(p, kind="stable")
    stepped = p[order] * size / np.arange(1, size + 1)
    adjusted = np.empty(size)
    adjusted[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return adjusted
