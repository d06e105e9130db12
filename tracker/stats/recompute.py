"""Works a finished self-test out again from its own files, with nothing but Python and numpy.

Run it beside protocol.json, days.csv and sealed.json: python recompute.py [folder]
"""

import csv
import hashlib
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

SAMPLED = 10_000


@cache
def completions(same: int, other: int, run: int) -> int:
    """How many balanced orders, at most three equal periods in a row, go on from here."""
    if not same and not other:
        return 1
    on = completions(same - 1, other, run + 1) if same and run < 3 else 0
    return on + (completions(other - 1, same, 1) if other else 0)


def balanced(half: int, index: int) -> str:
    """The balanced order at that place in the alphabet."""
    order, left = "", {"A": half, "B": half}
    for _ in range(2 * half):
        tail = len(order) - len(order.rstrip("A"))
        first = completions(left["A"] - 1, left["B"], tail + 1) if left["A"] and tail < 3 else 0
        letter = "A" if index < first else "B"
        index -= 0 if letter == "A" else first
        left[letter] -= 1
        order += letter
    return order


def orders(protocol: dict[str, Any], drawn: str) -> list[str]:
    """Every order that could have been drawn; where there are too many, the drawn one and 9,999 others."""
    half = protocol["periods"] // 2
    if protocol["design"] == "pairs":
        return ["".join("AB" if n >> k & 1 else "BA" for k in range(half)) for n in range(2**half)]
    count = 2 * completions(half - 1, half, 1)
    if protocol["periods"] <= 16:
        return [balanced(half, n) for n in range(count)]
    found, tried = {drawn: None}, 0
    while len(found) < SAMPLED:
        digest = hashlib.sha256(f"{protocol['set_seed']}:{tried}".encode()).hexdigest()
        found[balanced(half, int(digest, 16) % count)] = None
        tried += 1
    return list(found)


def period_means(protocol: dict[str, Any], days: list[float]) -> Any:
    """One mean a period without its first days; nan where too few days were recorded."""
    length, drop = protocol["period_days"], protocol["drop_days"]
    needed = 1 if length == 1 else max(2, -(-2 * (length - drop) // 5))
    means = []
    for start in range(0, protocol["periods"] * length, length):
        known = [day for day in days[start + drop : start + length] if day == day]
        means.append(sum(known) / len(known) if len(known) >= needed else np.nan)
    return np.array(means)


def difference(means: Any, order: str) -> float:
    """The mean of the B periods minus that of the A periods; infinite if one has none."""
    b, known = np.array([letter == "B" for letter in order]), ~np.isnan(means)
    if not (b & known).any() or not (~b & known).any():
        return float("inf")
    return float(means[b & known].mean() - means[~b & known].mean())


def recomputed(folder: Path) -> dict[str, Any]:
    """The p-value and both fingerprints, worked out again, and whether they are the printed ones."""
    text = (folder / "protocol.json").read_text(encoding="utf-8")
    sealed = json.loads((folder / "sealed.json").read_text(encoding="utf-8"))
    with (folder / "days.csv").open(encoding="utf-8", newline="") as file:
        days = [float(row["value"] or "nan") for row in csv.DictReader(file)]
    protocol, drawn = json.loads(text), sealed["order"]
    means = period_means(protocol, days)
    found = np.array([difference(means, order) for order in orders(protocol, drawn)])
    observed = difference(means, drawn)
    lies = (
        np.abs(found) if protocol["sides"] == "two" else np.where(np.isinf(found), found, protocol["direction"] * found)
    )
    own = abs(observed) if protocol["sides"] == "two" else protocol["direction"] * observed
    slack = 1e-9 * max(1.0, float(np.max(np.abs(found[np.isfinite(found)]), initial=0.0)))
    extreme = len(found) if np.isinf(observed) else int((lies >= own - slack).sum())
    commitment = hashlib.sha256(f"{sealed['nonce']}:{drawn}".encode()).hexdigest()
    return {
        "difference": observed,
        "extreme": extreme,
        "orders": len(found),
        "p": extreme / len(found),
        "protocol_unchanged": hashlib.sha256(text.encode()).hexdigest() == sealed["protocol_hash"],
        "order_unchanged": commitment == protocol["sequence_commitment"],
        "same_result": [extreme, len(found)] == [sealed["extreme"], sealed["orders"]],
    }


if __name__ == "__main__":
    print(json.dumps(recomputed(Path(sys.argv[1] if len(sys.argv) > 1 else ".")), indent=2))
