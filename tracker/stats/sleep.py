"""How regular a person's nights are."""

import numpy as np

from tracker.table import Floats

NIGHTS = 7
LEAST_PAIRS = 4


def regularity(asleep: Floats, awake: Floats) -> Floats:
    """Sleep regularity index over the trailing week, one value a day.

    The share of the clock at which a person is in the same state (asleep or awake) on two consecutive days,
    scaled so that 100 is the same times every night and 0 what chance would give. Naps are not known here, so
    a person counts as awake outside the night.

    Args:
        asleep, awake: shape (n,), hours after midnight of the day of waking (falling asleep before midnight
            is negative), NaN where not noted; one slot per calendar day.

    Returns:
        Shape (n,), -100 to 100; NaN with fewer than four comparable pairs of nights in the last seven days.

    Source: Phillips AJK et al., Scientific Reports 2017;7:3216.
    """
    overlap = np.minimum(awake[1:], awake[:-1]) - np.maximum(asleep[1:], asleep[:-1])
    apart = (awake - asleep)[1:] + (awake - asleep)[:-1] - 2 * np.clip(overlap, 0, None)
    pairs = np.concatenate([[np.nan], 100 * (1 - 2 * apart / 24)])[: len(asleep)]
    known = ~np.isnan(pairs)
    total = np.cumsum(np.concatenate([[0.0], np.where(known, pairs, 0)]))
    count = np.cumsum(np.concatenate([[0], known]))
    first = np.maximum(np.arange(1, len(asleep) + 1) - (NIGHTS - 1), 0)
    number = count[1:] - count[first]
    return np.where(number >= LEAST_PAIRS, (total[1:] - total[first]) / np.maximum(number, 1), np.nan)
