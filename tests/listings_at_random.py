"""Listings of every shape that the directory may hold, for tests of properties."""

from datetime import date

from hypothesis import strategies as st

from harborline.core.hours import Hours, join_spans, to_osm
from harborline.core.listings import (
    Address,
    BillSafety,
    Coalition,
    ContactKind,
    Listing,
    Listings,
    PublicNumber,
    Serves,
    TrainingAudience,
    TrainingOffer,
    TrainingTopic,
    Verification,
)

_MARKS = st.characters(exclude_categories=("Cc", "Cs"))
_STARTS = st.sampled_from(["", "", "=", "+1", "-", "@", "'", "'=", "''+", "\uff1d", '"', ","])
LINES = st.builds(
    lambda start, rest: " ".join(f"{start}{rest}".split()), _STARTS, st.text(_MARKS, max_size=30)
)
NAMES = LINES.filter(bool)
TEXTS = st.builds(
    lambda start, rest: f"{start}{rest}".strip(),
    _STARTS,
    st.text(st.one_of(_MARKS, st.just("\n")), max_size=80),
)
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True) | st.uuids().map(str)
LANGUAGES = st.lists(
    st.sampled_from(["en", "es", "vi", "ht", "nv", "xx"]), max_size=4, unique=True
).map(tuple)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
_MINUTES = st.integers(0, 288).map(lambda fifths: fifths * 5)
_SPANS = st.lists(st.tuples(_MINUTES, _MINUTES), max_size=3).map(
    lambda pairs: join_spans((min(p), max(p)) for p in pairs if p[0] != p[1])
)
HOURS = st.builds(
    lambda week, dated: Hours(
        tuple(week),
        tuple(
            (day.toordinal(), spans)
            for day, spans in sorted(dated.items())
            if spans != week[day.weekday()]
        ),
    ),
    st.lists(_SPANS, min_size=7, max_size=7),
    st.dictionaries(DAYS, _SPANS, max_size=4),
)
"""To five minutes: 23:59 is read as midnight."""

NUMBERS = st.builds(
    PublicNumber,
    st.from_regex(r"\+1[2-9][0-9]{9}|1-8[0-9]{2}-555-01[0-9]{2}|[0-9]{5,6}", fullmatch=True),
    st.sampled_from(ContactKind),
    TEXTS,
    st.sampled_from(BillSafety),
)
FIVE_DIGITS = st.from_regex(r"[0-9]{5}", fullmatch=True)
_MANY_FIVES = st.lists(FIVE_DIGITS, max_size=4, unique=True).map(tuple)
STATES = st.sampled_from(["TX", "NY", "PR", "GU", "DC", "WL"])
ADDRESSES = st.builds(Address, NAMES, NAMES, STATES, FIVE_DIGITS)
OFFERS = st.builds(
    TrainingOffer,
    st.sampled_from(TrainingAudience),
    st.sampled_from(TrainingTopic),
    st.sampled_from(["en", "es", "ko"]),
    st.booleans(),
    st.booleans(),
    st.integers(0, 999_999),
    st.integers(0, 365),
)
VERIFICATIONS = st.builds(Verification, DAYS, TEXTS.filter(lambda by: "@" not in by), TEXTS, TEXTS)
WEBS = st.sampled_from(
    ["", "https://example.org", "http://example.org/a?b=c#d", "https://ex.org/ñ"]
)
MAILS = st.sampled_from(["", "help@example.org", "a.b+c@mail.example.org"])


@st.composite
def centers(draw: st.DrawFn, coalitions: tuple[Coalition, ...]) -> Listing:
    confidential = draw(st.booleans())
    return Listing(
        id=draw(IDS),
        name=draw(NAMES),
        state=draw(STATES),
        zone=draw(st.sampled_from(["America/New_York", "America/Chicago", "Pacific/Guam"])),
        hours_text=draw(HOURS.map(to_osm) | st.just("Mo-Fr sunrise-sunset")),
        languages=draw(LANGUAGES),
        interpreter=draw(st.booleans()),
        coalition=draw(st.sampled_from([None, *(coalition.id for coalition in coalitions)])),
        description=draw(TEXTS),
        counties=draw(_MANY_FIVES),
        zips=draw(_MANY_FIVES),
        numbers=tuple(draw(st.lists(NUMBERS, max_size=3))),
        web=draw(WEBS),
        email=draw(MAILS),
        address=None if confidential else draw(st.none() | ADDRESSES),
        serves=tuple(draw(st.lists(st.sampled_from(Serves), max_size=5, unique=True))),
        accompaniment=draw(st.booleans()),
        rtt=draw(st.booleans()),
        accessibility=draw(TEXTS),
        training=tuple(draw(st.lists(OFFERS, max_size=3))),
        confidential=confidential,
        verified=draw(st.none() | VERIFICATIONS),
        expires_on=draw(st.none() | DAYS),
    )


@st.composite
def listings(draw: st.DrawFn) -> Listings:
    """Gives coalitions and centers whose ids are used once."""
    bodies = tuple(
        draw(
            st.lists(
                st.builds(Coalition, IDS, NAMES, STATES, WEBS),
                max_size=2,
                unique_by=lambda coalition: coalition.id,
            )
        )
    )
    taken = {body.id for body in bodies}
    several = draw(
        st.lists(
            centers(bodies).filter(lambda center: center.id not in taken),
            max_size=3,
            unique_by=lambda center: center.id,
        )
    )
    return Listings(bodies, tuple(several))
