"""The confidence sequence of a share, as the program defines it (sim/statistics/confidence_sequence.h), for arrays."""

import numpy as np

# Precisions r of the Beta(r p, r (1 − p)) laws that the likelihood is averaged over, and their weights.
PRECISIONS = np.array([1.0, 16.0, 256.0, 4096.0, 65536.0, 2.0**20, 2.0**24, 2.0**28])
WEIGHTS = np.array([0.2, 0.15, 0.2, 0.2, 0.12, 0.06, 0.04, 0.03])


def log_gamma(x: np.ndarray) -> np.ndarray:
    """log Γ(x) for x > 0: Stirling's series, reached by Γ(x + 1) = x Γ(x) where x is small."""
    x = np.asarray(x, dtype=float)
    shift = np.zeros_like(x)
    for _ in range(8):
        small = x < 8
        shift = shift - np.where(small, np.log(x), 0.0)
        x = np.where(small, x + 1, x)
    series = 1 / (12 * x) - 1 / (360 * x**3) + 1 / (1260 * x**5) - 1 / (1680 * x**7)
    return shift + (x - 0.5) * np.log(x) - x + 0.5 * np.log(2 * np.pi) + series


def _log_rising(a: np.ndarray, count: np.ndarray) -> np.ndarray:
    """log of a (a + 1) … (a + count − 1)."""
    return np.where(count == 0, 0.0, log_gamma(a + count) - log_gamma(a))


def log_mixture_ratio(holds: np.ndarray, total: np.ndarray, p: np.ndarray) -> np.ndarray:
    """log of the average likelihood over the likelihood under p, 0 < p < 1, for `holds` of `total` samples."""
    x, y, p = (np.asarray(v, dtype=float)[..., None] for v in (holds, np.subtract(total, holds), p))
    logs = (np.log(WEIGHTS) + _log_rising(PRECISIONS * p, x) + _log_rising(PRECISIONS * (1 - p), y)
            - _log_rising(PRECISIONS, x + y))
    largest = logs.max(axis=-1)
    mixture = largest + np.log(np.exp(logs - largest[..., None]).sum(axis=-1))
    x, y, p = x[..., 0], y[..., 0], p[..., 0]
    return mixture - np.where(x == 0, 0, x * np.log(p)) - np.where(y == 0, 0, y * np.log1p(-p))


def _lower(holds: np.ndarray, total: np.ndarray, confidence: float) -> np.ndarray:
    """The lower limit: the least p whose ratio stays below 1/(1 − confidence), by bisection; the refused side."""
    holds, total = np.asarray(holds, dtype=float), np.asarray(total, dtype=float)
    threshold = -np.log1p(-confidence)
    estimate = np.divide(holds, total, out=np.zeros_like(holds), where=total > 0)
    outside, inside = np.zeros_like(estimate), np.minimum(estimate, 1 - 1e-16)
    open_ends = holds > 0
    for _ in range(44):
        middle = (outside + inside) / 2
        safe = np.where(open_ends, np.clip(middle, 1e-300, 1 - 1e-16), 0.5)
        refused = log_mixture_ratio(holds, total, safe) >= threshold
        outside = np.where(refused, middle, outside)
        inside = np.where(refused, inside, middle)
    return np.where(open_ends, outside, 0.0)


def confidence_sequence(holds: np.ndarray, fails: np.ndarray, undecided: np.ndarray,
                        confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Limits that cover the share at all numbers of samples at once. An undecided sample may be either. [0, 1] where
    there are no samples."""
    total = np.asarray(holds) + fails + undecided
    return _lower(holds, total, confidence), 1 - _lower(fails, total, confidence)
