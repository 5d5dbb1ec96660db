"""How many people are exposed, as text for a person: what is a share of what, and what nobody knows."""

from __future__ import annotations

from textwrap import fill
from typing import Any

_WIDTH = 100
_SAID = {
    "exact": "counted on a graph of {pairs:,} friendships",
    "sample": "estimated from {drawn:,} people drawn by chance",
    "closed_form": "reckoned for people with {mean_friends:,.4g} friends on average",
}
_WHO = {"alike": "all post alike", "by-friends": "who has more friends posts more, in proportion"}


def rendered(document: dict[str, Any]) -> str:
    """Gives the answer, and under it what it leaves out."""
    lines = [
        f"{document['exposure']:.1%} of people have at least one friend who posted",
        f"  {_SAID[document['method']].format(**document)}",
        *_details(document),
        "What this cannot know:",
        *(
            fill(limit, _WIDTH, initial_indent="- ", subsequent_indent="  ")
            for limit in document["limits"]
        ),
    ]
    return "\n".join(lines)


def _details(document: dict[str, Any]) -> list[str]:
    if document["method"] == "exact":
        return [
            f"  {document['exposed']:,} of {document['people']:,} people exposed",
            f"  {document['posters']:,} posters, {_fine(document['rate'])} of people",
        ]
    if document["method"] == "sample":
        return [
            f"  95 % interval {document['low_95']:.2%} to {document['high_95']:.2%}, "
            f"standard error {100 * document['standard_error']:.2f} points",
            f"  {document['posters']:,} posters",
        ]
    lines = [
        f"  posters: {_fine(document['rate'])} of people; {_WHO[document['posting']]}",
        f"  posters among friends: {_fine(document['friends_rate'])}; "
        f"correlation of friends {document['correlation']:g}",
    ]
    if "people" in document:
        lines.append(
            f"  that is {document['posters']:,} posters of {document['people']:,.0f} people"
        )
    return lines


def _fine(share: float) -> str:
    return f"{100 * share:.3g} %"
