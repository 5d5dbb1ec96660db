"""`harborline exposure`: how many people have at least one friend who posted."""

from __future__ import annotations

import argparse
import json
import re
from typing import TYPE_CHECKING, Any

from harborline.cli.options import add_json
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from harborline.planning.exposure import Friends

_POSTING = ("alike", "by-friends")
_OF_GRAPH = ("posters", "sample", "seed")
_OF_FRIENDS = ("rate", "wanted", "correlation", "posting", "people")
_SEED = 1
_DIGITS = 6
_FINE_DIGITS = 9


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "exposure",
        help="say how many people have a friend who posted",
        description="Say what share of people has at least one friend who posted: counted on a graph of "
        "numbers (synthetic or anonymised alone), or reckoned from how many friends people have.",
        epilog="examples:\n  harborline exposure --degrees 99,190 --rate 0.514%\n"
        "  harborline exposure --degrees 99,190 --wanted 45% --correlation 0.02 --people 239e6\n"
        "  harborline exposure --edges friendships.csv --posters posters.csv --json",
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--edges", metavar="FILE", help="friendships: pairs of numbers, CSV or .npy")
    what.add_argument(
        "--degrees", metavar="D", help="friends: FILE, or MEDIAN,MEAN of a log-normal"
    )
    parser.add_argument("--posters", metavar="FILE", help="the graph's posters, a number each")
    parser.add_argument("--sample", type=int, metavar="N", help="estimate from N people drawn")
    parser.add_argument("--seed", type=int, metavar="N", help="of the draw, usually 1")
    rate = parser.add_mutually_exclusive_group()
    rate.add_argument("--rate", metavar="P", help="posters / people: 0.00514 or 0.514%%")
    rate.add_argument("--wanted", metavar="P", help="find the rate for this exposure: 0.45 or 45%%")
    parser.add_argument("--correlation", type=float, metavar="R", help="of friends, usually 0")
    parser.add_argument("--posting", choices=_POSTING, metavar="P", help=" or ".join(_POSTING))
    parser.add_argument("--people", type=float, metavar="N", help="say how many posters that is")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the exposure with what it leaves out."""
    if options.edges is not None:
        _refuse(options, _OF_FRIENDS, "--degrees")
        document = _of_graph(options)
    else:
        _refuse(options, _OF_GRAPH, "--edges")
        document = _of_friends(options)
    if options.json:
        print(json.dumps(document))
    else:
        from harborline.cli.exposure_text import rendered

        print(rendered(document))
    return 0


def _refuse(options: argparse.Namespace, names: tuple[str, ...], belongs_to: str) -> None:
    for name in names:
        if getattr(options, name) is not None:
            raise UnusableInput(f"The option --{name} belongs to {belongs_to}.")


def _of_graph(options: argparse.Namespace) -> dict[str, Any]:
    from harborline.cli.progress import ProgressLine
    from harborline.planning import exposure_files, exposure_graph, exposure_sample

    if options.posters is None:
        raise UnusableInput("Name the file of those who posted with --posters.")
    if options.seed is not None and options.sample is None:
        raise UnusableInput("The option --seed belongs to --sample.")
    if options.seed is not None and options.seed < 0:
        raise UnusableInput("The seed must be 0 or more.")
    with ProgressLine("reading the graph"):
        posters = exposure_files.column(exposure_files.read_numbers(options.posters, 1), 0)
        if options.sample is None:
            parts = exposure_files.read_numbers(options.edges, 2)
            found = exposure_graph.exposed_on(parts, posters)
            return {
                "exposure": _rounded(found.share),
                "method": "exact",
                **found._asdict(),
                "rate": _rounded(found.rate),
                "limits": exposure_graph.LIMITS,
            }
        pairs = exposure_files.mapped(options.edges, 2)
        seed = _SEED if options.seed is None else options.seed
        drawn = exposure_sample.sampled_on(pairs, posters, options.sample, seed)
    low, high = drawn.interval
    return {
        "exposure": _rounded(drawn.share),
        "method": "sample",
        "drawn": drawn.drawn,
        "standard_error": _rounded(drawn.standard_error),
        "low_95": _rounded(low),
        "high_95": _rounded(high),
        "posters": posters.size,
        "limits": exposure_graph.LIMITS,
    }


def _of_friends(options: argparse.Namespace) -> dict[str, Any]:
    from harborline.planning import exposure as model

    if options.rate is None and options.wanted is None:
        raise UnusableInput("Give the rate of posters with --rate, or an exposure with --wanted.")
    friends = _friends(options.degrees)
    posting = model.Posting(options.posting or _POSTING[0])
    posters = model.Posters(options.correlation or 0.0, posting)
    if options.wanted is None:
        rate = _share(options.rate, "rate")
    else:
        rate = model.rate_for(friends, _share(options.wanted, "wanted exposure"), posters)
    document = {
        "exposure": _rounded(model.exposure(friends, rate, posters)),
        "method": "closed_form",
        "rate": round(rate, _FINE_DIGITS),
        "friends_rate": round(model.friends_rate(friends, rate, posting), _FINE_DIGITS),
        "correlation": posters.correlation,
        "posting": posting.value,
        "mean_friends": round(friends.mean, 2),
    }
    if options.people is not None:
        if not 1 <= options.people < float("inf"):
            raise UnusableInput("The number of people must be 1 or more.")
        document |= {"people": round(options.people), "posters": round(rate * options.people)}
    return {**document, "limits": model.LIMITS}


def _friends(text: str) -> Friends:
    from harborline.planning import exposure as model
    from harborline.planning import exposure_files

    if re.fullmatch(r"[-+\d.eE]+\s*,\s*[-+\d.eE]+", text):
        try:
            median, mean = (float(part) for part in text.split(","))
        except ValueError:
            raise UnusableInput("Write the friends as MEDIAN,MEAN, such as 99,190.") from None
        return model.log_normal(median, mean)
    columns = exposure_files.columns_of(text)
    parts = exposure_files.read_numbers(text, 2 if columns == 2 else 1)
    friends = exposure_files.column(parts, 0)
    return model.counted(friends, exposure_files.column(parts, 1) if columns == 2 else friends >= 0)


def _share(text: str, what: str) -> float:
    """Reads a share, or per cent with its sign. Raises UnusableInput."""
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        raise UnusableInput(
            f"The {what} cannot be used; write a share from 0 to 1, or per cent such as 0.5%."
        ) from None


def _rounded(share: float) -> float:
    return round(share, _DIGITS)
