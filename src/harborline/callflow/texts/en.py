"""What text replies say in English. Short and plain; somebody else may read it on a locked screen.

No cause is named and nobody is asked anything. Every letter must be one of GSM 7 bit (gsm7.py), or the
reply is cut into more and smaller pieces.
"""

from __future__ import annotations

from harborline.callflow.texts.ids import Text

TEXTS: dict[Text, str] = {
    Text.HOW: (
        "To find people near you, text your ZIP code (5 digits). Or call {number}, day and night."
    ),
    Text.HELP: (
        "In an emergency call 911. To talk to someone, call {number}, day and night. "
        "To find people near you, text your ZIP code. To get no more texts: STOP."
    ),
    Text.UNKNOWN_ZIP: (
        "We do not know that ZIP code. Text another one nearby, or call {number}, day and night."
    ),
    Text.NEAR_ALWAYS: "Call {number}. People near there answer day and night.",
    Text.NEAR_UNTIL: "Call {number}, day and night. People near there answer until {when}, their time.",
    Text.NEAR_FROM: "Call {number}, day and night. People near there answer from {when}, their time.",
    Text.NEAR_NONE: "Call {number}. The national team answers day and night.",
    Text.NAMED: "They are {center}.",
    Text.UNNAMED: "They tell you their name on the phone.",
    Text.EMERGENCY: "In an emergency call 911.",
    Text.WAIT_NOTICE: "It may take longer than usual now.",
    Text.WEB: "Other ways: {web}",
    Text.OFFER: "For English: EN.",
    Text.DEMO: "This is a test, nobody real answers here. For a real person call 800-656-4673.",
}

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
TOMORROW = "{time} tomorrow"
LATER = "{month} {day}, {time}"
MIDNIGHT = "midnight"
