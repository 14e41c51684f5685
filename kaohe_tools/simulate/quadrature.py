"""One common factor: what an outcome's chances are in a good or a bad year, and sums over all years.

The one-factor Gaussian copula: behind every outcome stands a normal variable y = a z + √(1 - a²) ε
with the factor z common to all units and items and an ε of its own; the outcome is the k-th where
y lies between the normal quantiles of the cumulative chances F(k-1) and F(k). So

    F(k | z) = Φ((Φ⁻¹(F(k)) - a z) / √(1 - a²)),

and the chances over all z are again those given. Source: Vasicek, "The distribution of loan
portfolio value", Risk 15 (12), 2002, pp. 160-162. The mean over z is taken by Gauss-Hermite
quadrature (Abramowitz and Stegun, 25.4.46), in the form for the standard normal density.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_SHOCK = 0.8
"""With more in common, 32 nodes no longer give the chances back to three decimals."""


@lru_cache(maxsize=8)
def normal_nodes(count: int) -> tuple[Floats, Floats]:
    """Return the places and the weights by which a mean over a standard normal variable is taken."""
    places, weights = np.polynomial.hermite_e.hermegauss(count)
    return places, weights / weights.sum()


def cumulative(chances: Floats) -> Floats:
    """Return Φ⁻¹ of the cumulative chances without the last, which is 1; outcomes are the first axis."""
    from scipy.special import ndtri

    below = np.cumsum(chances[:-1], axis=0)
    quantiles: Floats = ndtri(np.minimum(below, 1.0))
    return quantiles


def given_factor(chances: Floats, loading: float, z: Floats) -> Floats:
    """Return the chances of ordered outcomes, given the common factor.

    Parameters
    ----------
    chances : ndarray, shape (n_outcomes, n_units)
    loading : float
        The correlation a of the outcome's own normal variable with the factor.
    z : ndarray, shape (n_nodes,)

    Returns
    -------
    ndarray, shape (n_outcomes, n_nodes, n_units); (n_outcomes, 1, n_units) where the loading is 0.
    """
    if loading == 0:
        return chances[:, None, :]
    below = below_given_factor(cumulative(chances)[:, None, :], loading, z[None, :, None])
    result: Floats = np.diff(below, axis=0, prepend=0.0, append=1.0)
    return result


def below_given_factor(quantiles: Floats, loading: float, z: Floats) -> Floats:
    """Return F(k | z) for Φ⁻¹(F(k)); arrays that broadcast."""
    from scipy.special import ndtr

    result: Floats = ndtr((quantiles - loading * z) / np.sqrt(1 - loading**2))
    return result
