"""The files that let anybody work a finished self-test out again."""

import csv
import json
import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

from tracker.stats import recompute
from tracker.stats.seal import canonical, fingerprint, kept, letters
from tracker.stats.trial import RandomisationResult
from tracker.table import Floats

# What the script reads of a protocol; `direction` is 1 or -1, `set_seed` empty where all orders are listed.
NEEDED = ("design", "periods", "period_days", "drop_days", "sides", "direction", "sequence_commitment", "set_seed")


def frozen_files(
    protocol: Mapping[str, object],
    start: date,
    days: Floats,
    order: Sequence[int],
    nonce: str,
    result: RandomisationResult,
) -> dict[str, str]:
    """File name to text: the protocol, the days, the opened seal and the script that checks them.

    Args:
        protocol: as it was locked.
        start: the first day.
        days: one value a day, NaN where nothing was recorded in time.
        order, nonce: what was sealed.
        result: the test as it was shown.

    Raises:
        ValueError: if the protocol lacks what the script reads, or this is not the order that was sealed.
    """
    if lacking := [field for field in NEEDED if field not in protocol]:
        raise ValueError(f"the protocol lacks {', '.join(lacking)}")
    if not kept(str(protocol["sequence_commitment"]), nonce, order):
        raise ValueError("this is not the order that was sealed")
    sealed = {
        "protocol_hash": fingerprint(protocol),
        "nonce": nonce,
        "order": letters(order),
        "extreme": result.extreme,
        "orders": result.orders,
    }
    return {
        "protocol.json": canonical(protocol),
        "days.csv": _days(start, days),
        "sealed.json": json.dumps(sealed, indent=2),
        "recompute.py": Path(recompute.__file__).read_text(encoding="utf-8"),
    }


def _days(start: date, days: Floats) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("date", "value"))
    for number, value in enumerate(days):
        written = "" if math.isnan(value) else repr(float(value))
        writer.writerow(((start + timedelta(days=number)).isoformat(), written))
    return out.getvalue()
