"""Student's t distribution and the normal one, to the last digits a page could ever print."""

import math

STEPS = 300  # of the continued fraction; a few dozen do


def beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22, Lentz's method).

    Raises:
        ValueError: unless 0 <= x <= 1 and a, b > 0.
    """
    if not 0 <= x <= 1 or a <= 0 or b <= 0:
        raise ValueError(f"no beta distribution holds {x} with {a} and {b}")
    if x in (0, 1):
        return float(x)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    return front * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 / ((1 - (a + b) * x / (a + 1)) or tiny)
    total = d
    for m in range(1, STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / ((1 + step * d) or tiny)
            c = (1 + step / c) or tiny
            total *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return total


def two_sided(t: float, df: float) -> float:
    """How often a t with `df` degrees of freedom lies at least as far from zero as `t`; 0 to 1."""
    return 1.0 if not t else beta_share(df / (df + t * t), df / 2, 0.5)


def quantile(share: float, df: float) -> float:
    """The t that a share of the distribution lies below, to about ten digits, by halving.

    Raises:
        ValueError: unless 0 < share < 1 and df > 0.
    """
    if not 0 < share < 1 or df <= 0:
        raise ValueError(f"no t distribution with {df} degrees of freedom has a quantile {share}")
    if share < 0.5:
        return -quantile(1 - share, df)
    low, high = 0.0, 1.0
    while two_sided(high, df) > 2 * (1 - share):
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided(middle, df) > 2 * (1 - share) else (low, middle)
    return (low + high) / 2


def normal_share(z: float) -> float:
    """The share of the standard normal distribution below `z`."""
    return math.erfc(-z / math.sqrt(2)) / 2
