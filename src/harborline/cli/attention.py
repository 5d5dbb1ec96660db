"""`harborline attention`: how much more is spoken of what brings calls, counted and forgotten."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from harborline.cli.options import add_json, instant
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from harborline.app.attention import Gauge

_LONGEST_TAG = 100
_LONGEST_MIN = 60 * 24 * 366


def add_parser(commands: Any) -> None:
    """Adds the command and its verbs."""
    parser = commands.add_parser(
        "attention",
        help="say how much more than usual is spoken of a tag, from counts alone",
        description="Read open sources, count, forget: no text, name or id is ever written down.",
        epilog="example: harborline attention report",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=type(parser))
    _add_watch(verbs)
    _add_import(verbs)
    _add_report(verbs)
    off = verbs.add_parser(
        "off",
        help="switch attention off everywhere",
        description="End every watch within half a minute, and let none begin.",
        epilog="example: harborline attention off --forget",
    )
    off.add_argument("--forget", action="store_true", help="delete all totals of attention too")
    off.set_defaults(run=run_off)
    on = verbs.add_parser(
        "on",
        help="let attention be watched again",
        description="Let attention be watched again.",
        epilog="example: harborline attention on",
    )
    on.set_defaults(run=run_on)


def _add_watch(verbs: Any) -> None:
    watch = verbs.add_parser(
        "watch",
        help="read the sources that are named, until it is interrupted",
        description="Read the sources that are named, and no other, until interrupted. An hour is "
        "written down ten minutes after its end, as totals.",
        epilog="example: harborline attention watch --tag metoo "
        "--jetstream wss://jetstream2.us-east.bsky.network/subscribe",
    )
    watch.add_argument("--tag", action="append", default=[], metavar="T", help="repeat for more")
    watch.add_argument("--jetstream", metavar="URL", help="Bluesky's stream, first or second kind")
    for option, what in (
        ("--mastodon", "a server's own counts of the tags"),
        ("--mastodon-posts", "a server's posts with the tags, where it shows them"),
    ):
        watch.add_argument(option, action="append", default=[], metavar="URL", help=what)
    watch.add_argument(
        "--wikipedia",
        action="append",
        default=[],
        metavar="P/A",
        help="views of an article, such as en.wikipedia/Me_Too_movement",
    )
    watch.add_argument("--contact", metavar="TEXT", help="told to the sources: where to reach you")
    watch.add_argument("--for-min", type=float, metavar="M", help="end after so many minutes")
    watch.set_defaults(run=run_watch)


def _add_import(verbs: Any) -> None:
    take = verbs.add_parser(
        "import",
        help="take counts from a file: CSV, or JSON of Wikimedia's page views",
        description="Take counts by hour, day or week from a file.",
        epilog="example: harborline attention import multiTimeline.csv --source google-trends "
        "--tag metoo",
    )
    take.add_argument("file", metavar="FILE", help="CSV (Google Trends, any), or page views")
    take.add_argument("--source", required=True, metavar="NAME", help="whose counts these are")
    take.add_argument("--tag", required=True, metavar="T", help="what they are counts of")
    take.add_argument("--column", metavar="C", help="heading of the counts, default the second")
    take.add_argument("--zone", metavar="Z", default="UTC", help="of times without a zone")
    add_json(take)
    take.set_defaults(run=run_import)


def _add_report(verbs: Any) -> None:
    report = verbs.add_parser(
        "report",
        help="say how much attention there is, against the last eight weeks",
        description="Say how much attention there is, against the same hour of the last eight "
        "weeks, whether it grows, and since when it is unusual.",
        epilog="example: harborline attention report --tag metoo",
    )
    report.add_argument("--tag", metavar="T", help="this tag alone")
    report.add_argument("--at", metavar="T", help="moment with a zone, default now")
    add_json(report)
    report.set_defaults(run=run_report)


def run_watch(options: argparse.Namespace) -> int:
    """Watches."""
    from harborline.bootstrap import attention

    sources = attention.Sources(
        tuple(dict.fromkeys(_tag(tag) for tag in options.tag)),
        options.jetstream,
        tuple(options.mastodon),
        tuple(options.mastodon_posts),
        tuple(options.wikipedia),
        options.contact or "",
    )
    tagged = (sources.jetstream, *sources.histories, *sources.timelines)
    if not any(tagged) and not sources.articles:
        raise UnusableInput(
            "Name a source: --jetstream, --mastodon, --mastodon-posts or --wikipedia."
        )
    if any(tagged) and not sources.tags:
        raise UnusableInput("Name what is counted: --tag.")
    if not (sources.contact.isprintable() and sources.contact.isascii()):
        raise UnusableInput("The contact must be plain characters on one line.")
    if options.for_min is not None and not 0 < options.for_min <= _LONGEST_MIN:
        raise UnusableInput("The minutes must be more than 0, and a year at most.")
    for_s = None if options.for_min is None else options.for_min * 60
    attention.watch(sources, for_s, _say)
    return 0


def run_import(options: argparse.Namespace) -> int:
    """Takes counts from a file."""
    from harborline.app.attention import keep_counts
    from harborline.bootstrap import attention

    source = options.source.lower()
    if not (source.replace("-", "").isalnum() and source.isascii() and len(source) <= 40):
        raise UnusableInput("The source's name must be letters, digits and dashes, 40 at most.")
    counts = attention.read_counts(options.file, options.column, options.zone)
    with attention.opened_book() as book:
        kept = keep_counts(book, counts, source, _tag(options.tag), instant(None))
    first, last = kept[0].starts_at, kept[-1].starts_at
    if options.json:
        document = {"counts": len(kept), "first": first.isoformat(), "last": last.isoformat()}
        print(json.dumps(document))
    else:
        print(f"{len(kept)} counts taken, {first:%Y-%m-%d %H:%M}Z to {last:%Y-%m-%d %H:%M}Z.")
    return 0


def run_report(options: argparse.Namespace) -> int:
    """Prints every meter."""
    from harborline.bootstrap import attention

    at = instant(options.at)
    gauges = attention.gauges(at, None if options.tag is None else _tag(options.tag))
    if options.json:
        print(json.dumps({"at": at.isoformat(), "gauges": [_document(one) for one in gauges]}))
    elif gauges:
        from harborline.cli.attention_text import sentence

        for gauge in gauges:
            print(sentence(gauge))
    else:
        print("Nothing was watched lately; begin with `harborline attention watch --help`.")
    return 0


def run_off(options: argparse.Namespace) -> int:
    """Switches attention off."""
    from harborline.bootstrap import attention

    with attention.opened_book() as book:
        book.switch(off=True)
        if options.forget:
            book.forget()
    kept = "all totals are deleted" if options.forget else "totals are kept"
    print(f"Attention is off; {kept}. What watches now ends within half a minute.")
    return 0


def run_on(_options: argparse.Namespace) -> int:
    """Lets attention be watched again."""
    from harborline.bootstrap import attention

    with attention.opened_book() as book:
        book.switch(off=False)
    print("Attention is on; nothing is watched until somebody starts it.")
    return 0


def _document(gauge: Gauge) -> dict[str, Any]:
    reading = gauge.reading
    times = reading.times_usual
    return {
        "source": gauge.source,
        "tag": gauge.tag,
        "span_s": gauge.span_s,
        "starts_at": reading.starts_at.isoformat(),
        "count": reading.counted,
        "usual": reading.usual,
        "weeks": reading.weeks,
        "times_usual": None if times is None else round(times, 3),
        "at_least": reading.at_least,
        "at_most": reading.at_most,
        "trend": reading.trend,
        "since": None if reading.since is None else reading.since.isoformat(),
    }


def _tag(text: str) -> str:
    from harborline.planning.attention import tag_key

    tag = tag_key(text)
    if not tag or len(tag) > _LONGEST_TAG or not tag.replace("_", "").replace("-", "").isalnum():
        raise UnusableInput("The tag cannot be used; write it as one word, such as metoo.")
    return tag


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
