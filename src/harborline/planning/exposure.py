"""Exposure without a graph: the share of people with at least one friend who posted, from how many friends they have.

Of d friends none posted with probability E[(1 - Q)^d]; Q is the posting rate among one person's friends, Beta
distributed with the mean q and the correlation rho of two friends. Then E[(1 - Q)^d] is the product over
k = 0 .. d-1 of 1 - q (1 - rho) / (1 - rho + k rho): the beta-binomial distribution (J. G. Skellam, J. R. Stat.
Soc. B 10, 1948) as Polya's urn, exact down to rho = 0, where it is (1 - q)^d. Friendships are taken as drawn by
chance. Friends have more friends than people have (S. L. Feld, Am. J. Sociol. 96, 1991), so where those post
more who have more friends, q is more than the share of people who post.
Called by: `cli.exposure`; for a graph that is there see `exposure_graph`.
"""

from __future__ import annotations

from enum import StrEnum
from math import isfinite, log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_FRIENDS = 5_000
"""The most friends that a person of a log-normal distribution has: Facebook's bound (J. Ugander, B. Karrer,
L. Backstrom, C. Marlow, "The Anatomy of the Facebook Social Graph", arXiv:1111.4503, 2011)."""
_MOST_COUNTED = 10_000_000
_NEVER = 1e-18


class Posting(StrEnum):
    """Who posts: all alike, or each in proportion to how many friends they have."""

    ALIKE = "alike"
    BY_FRIENDS = "by-friends"


class Friends(NamedTuple):
    """How many friends people have: numbers, ascending and each once, and the share of people with each."""

    numbers: NDArray[Any]
    shares: NDArray[Any]

    @property
    def mean(self) -> float:
        """Friends of a person, on average."""
        return float(self.numbers @ self.shares)


class Posters(NamedTuple):
    """How people post. `correlation`: of two friends of one person in posting or not, 0 to 1 (exclusive)."""

    correlation: float = 0.0
    posting: Posting = Posting.ALIKE


ALIKE = Posters()

LIMITS = (
    "Exposed means that a friend posted; whether that was shown or read is not known.",
    "How many friends people have is an assumption; published distributions are years old.",
    "Friendships are taken as drawn by chance; where friends know each other and post together, fewer "
    "people are exposed by as many posters. The correlation stands for that, and nobody has published it.",
    "People on several networks, and posts seen by others than friends, are left out.",
    "It does not say who will call.",
)


def log_normal(median: float, mean: float) -> Friends:
    """Gives the log-normal distribution of that median and mean, rounded, all beyond 1 to 5,000 put on those.

    So its own mean is somewhat less than the given one. Raises UnusableInput.
    """
    import numpy as np
    from scipy.special import ndtr

    if not 1 <= median <= MOST_FRIENDS:
        raise UnusableInput(f"The median of friends must be between 1 and {MOST_FRIENDS:,}.")
    if not (isfinite(mean) and mean >= median):
        raise UnusableInput("The mean of friends must not be less than the median, as MEDIAN,MEAN.")
    spread = sqrt(2 * log(mean / median))
    if spread == 0:
        return Friends(np.array([round(median)]), np.ones(1))
    numbers = np.arange(1, MOST_FRIENDS + 1)
    below = ndtr((np.log(numbers[:-1] + 0.5) - log(median)) / spread)
    return Friends(numbers, np.diff(np.concatenate([[0.0], below, [1.0]])))


def counted(friends: NDArray[Any], people: NDArray[Any]) -> Friends:
    """Gives the distribution of counts: `people` of them have `friends` friends each. Raises UnusableInput."""
    import numpy as np

    if friends.size and int(friends.max()) > _MOST_COUNTED:
        raise UnusableInput(f"Nobody has more than {_MOST_COUNTED:,} friends; look at the file.")
    numbers, place = np.unique(friends, return_inverse=True)
    weights = np.bincount(place.ravel(), weights=people)
    total = float(weights.sum())
    if total == 0:
        raise UnusableInput("The distribution of friends has no people.")
    return Friends(numbers.astype(np.int64), weights / total)


def reachable(friends: Friends) -> float:
    """Gives the share of people who have any friend: no exposure is more."""
    return float(friends.shares[friends.numbers > 0].sum())


def friends_rate(friends: Friends, rate: float, posting: Posting = Posting.ALIKE) -> float:
    """Gives the share of posters among friends, each friendship counted once from both its ends.

    By friends, somebody with d friends posts with probability min(1, c d), with c such that `rate` of all post.
    Raises UnusableInput.
    """
    import numpy as np
    from scipy.optimize import brentq

    _check_share(rate, "The rate of posters")
    if posting is Posting.ALIKE or rate == 0:
        return rate
    numbers, shares = friends
    most = reachable(friends)
    if rate > most:
        raise UnusableInput("So many cannot post where people without friends do not.")

    def over(scale: float) -> float:
        return float(np.minimum(1, scale * numbers) @ shares) - rate

    scale = 1.0 if over(1.0) <= 0 else brentq(over, 0.0, 1.0, xtol=_NEVER)
    return min(1.0, float((numbers * np.minimum(1, scale * numbers)) @ shares) / friends.mean)


def exposure(friends: Friends, rate: float, posters: Posters = ALIKE) -> float:
    """Gives the share of people with at least one friend who posted, when `rate` of people post.

    Raises UnusableInput.
    """
    import numpy as np

    rho = posters.correlation
    if not 0 <= rho < 1:
        raise UnusableInput("The correlation must be at least 0 and less than 1.")
    among = friends_rate(friends, rate, posters.posting)
    before = np.arange(int(friends.numbers[-1]))
    with np.errstate(divide="ignore"):  # where all post, none is left: the logarithm of 0
        each = np.log1p(-among * (1 - rho) / (1 - rho + before * rho))
    none = np.concatenate([[0.0], np.cumsum(each)])[friends.numbers]
    # Rounding may leave the sum of the shares a trifle beside 1.
    return float(np.clip(-np.expm1(none) @ friends.shares, 0, 1))


def rate_for(friends: Friends, wanted: float, posters: Posters = ALIKE) -> float:
    """Gives the rate of posters at which so large a share of people is exposed. Raises UnusableInput."""
    from scipy.optimize import brentq

    _check_share(wanted, "The wanted exposure")
    most = 1.0 if posters.posting is Posting.ALIKE else reachable(friends)
    best = exposure(friends, most, posters)
    if wanted > best:
        raise UnusableInput(
            f"Even if everybody posted, only {best:.1%} of people would be exposed."
        )
    if wanted in {0.0, best}:
        return most if wanted else 0.0
    return float(
        brentq(lambda rate: exposure(friends, rate, posters) - wanted, 0.0, most, xtol=_NEVER)
    )


def _check_share(share: float, what: str) -> None:
    if not 0 <= share <= 1:
        raise UnusableInput(f"{what} must be a share from 0 to 1, or per cent such as 0.5%.")
