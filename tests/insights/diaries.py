"""Makes diaries in which one habit goes with one feeling, and nothing else does."""

from datetime import timedelta

import numpy as np

from tests.builders import TODAY
from tracker.models import CheckIn, User

DAYS = 150


def linked(owner: User, days: int = DAYS, seed: int = 3) -> User:
    """Active minutes lift the mood of the same day by a point and a half an hour; mindful minutes do nothing."""
    rng = np.random.default_rng(seed)
    owner.modules = ["movement", "calm"]
    owner.save()
    active, quiet = rng.integers(0, 7, days) * 15, rng.integers(0, 4, days) * 10
    mood = np.clip(np.round(3 + active / 40 + rng.normal(0, 0.8, days)), 0, 10)
    stress = np.clip(np.round(5 + rng.normal(0, 1.5, days)), 0, 10)
    CheckIn.objects.bulk_create(
        CheckIn(
            owner=owner, day=TODAY - timedelta(days=ago), mood=int(mood[ago]), stress=int(stress[ago]),
            active_min=float(active[ago]), mindful_min=float(quiet[ago]),
        )
        for ago in range(days)
    )  # fmt: skip
    owner.diary_changed()
    owner.refresh_from_db()
    return owner
