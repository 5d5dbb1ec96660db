"""What is said in English. Plain, warm, short; no blame; nothing promised that may not come true.

Read a sentence aloud before changing it: somebody may hear it with another person in the room.
{names} in braces are filled in at call time; every language uses the same ones.
"""

from __future__ import annotations

from harborline.callflow.prompts.ids import Prompt

TEXTS: dict[Prompt, str] = {
    Prompt.LANGUAGE_KEY: "For English, press {digit}.",
    Prompt.LANGUAGE_KEY_NAMED: "For {language}, press {digit}.",
    Prompt.WELCOME: "You have reached {line}.",
    Prompt.WELCOME_DISCREET: "Hello. Thank you for calling.",
    Prompt.DEMO_NOTICE: (
        "This is a demo. No one real answers here. "
        "To talk to someone now, hang up and call 8 0 0, 6 5 6, 4 6 7 3."
    ),
    Prompt.DANGER: "If you are in danger now, you can hang up and call 9 1 1.",
    Prompt.NATIONAL_KEY: "For the national team, press 0.",
    Prompt.WAIT_NOTICE: (
        "Many people are calling now. It may take longer than usual to reach someone."
    ),
    Prompt.CODE_KEY: "If you have a place code, press 8.",
    Prompt.ASK_CODE: "Key in the four digits of your place code.",
    Prompt.CODE_AGAIN: "Okay. Key in the four digits again.",
    Prompt.CODE_OK: "Thank you. You have your place back.",
    Prompt.CODE_UNKNOWN: "We can't find that code. That's okay. We will go on without it.",
    Prompt.ROTA_WELCOME: (
        "This part is for people who answer calls. To talk to someone, stay on the line."
    ),
    Prompt.ROTA_CENTER: "If you answer calls, key in the four digits of your center's code.",
    Prompt.ROTA_PIN: "Key in your PIN, then press the pound key.",
    Prompt.ROTA_WISH: (
        "To take calls from now on for 12 hours, press 1. "
        "To take calls until the next 8 in the morning, on your center's clock, press 2. "
        "To stop taking calls now, press 3."
    ),
    Prompt.ROTA_MOMENT: "One moment, please.",
    Prompt.ROTA_TWELVE_HOURS: (
        "You are on call for the next 12 hours. Calls reach you within a few minutes."
    ),
    Prompt.ROTA_UNTIL_MORNING: (
        "You are on call until the next 8 in the morning. Calls reach you within a few minutes."
    ),
    Prompt.ROTA_LONGER: (
        "You are on call, and for longer than that, as your rota says. "
        "Calls reach you within a few minutes."
    ),
    Prompt.ROTA_STOPPED: (
        "You are not on call now. Later shifts stay as they are. "
        "A call may still reach you for a few minutes."
    ),
    Prompt.ROTA_GOODBYE: "Thank you for being there. Goodbye.",
    Prompt.ROTA_REFUSED: "That code or PIN does not fit, so nothing has changed. We will go on.",
    Prompt.ROTA_AWAY: (
        "The rota can't be changed by phone now. Please tell your center. We will go on."
    ),
    Prompt.ASK_ZIP: (
        "Key in the ZIP code where you are, or where you want support. "
        "Or just wait, and we will go on."
    ),
    Prompt.ZIP_AGAIN: "Okay. Key in the ZIP code again.",
    Prompt.ZIP_UNKNOWN: "We don't know that ZIP code. You can try once more, or just wait.",
    Prompt.CONNECTING: "We are connecting you with someone. You can stay quiet.",
    Prompt.CONNECTING_CENTER: "We are connecting you with {center}. You can stay quiet.",
    Prompt.CONNECTING_NATIONAL: (
        "We are connecting you with the national team. You can stay quiet."
    ),
    Prompt.STILL_TRYING: "We are still trying to reach someone for you. Thank you for waiting.",
    Prompt.BRIDGE_FAILED: "That call did not go through. We will keep trying.",
    Prompt.OTHER_LEFT: "The other person has left the line. To talk to someone, press 1.",
    Prompt.GOING_ON: "We are looking for someone else for you. You can stay quiet.",
    Prompt.TIME_UP: "This call is as long as a call can be here. You can call again right away.",
    Prompt.THANKS_GOODBYE: "Thank you for calling. You can call again at any time.",
    Prompt.HOLD_EXPLAIN: (
        "We have not reached anyone for you yet. You can stay on the line. We will keep trying."
    ),
    Prompt.HOLD_WAIT_MINUTE: "The wait may be about one minute.",
    Prompt.HOLD_WAIT_MINUTES: "The wait may be about {minutes} minutes.",
    Prompt.HOLD_STILL: "You are still in line. We are still trying to reach someone for you.",
    Prompt.HOLD_LONG: "You have waited a long time. We are sorry we have not reached anyone yet.",
    Prompt.HOLD_LONG_SURGE: (
        "Many people are calling now. We are sorry it takes this long. "
        "You can stay on the line. We will keep trying."
    ),
    Prompt.KEEP_WAITING: "To keep waiting, press any key.",
    Prompt.PLACE_CODE: (
        "If you need to hang up, you can keep your place for 30 minutes. "
        "Call again, press 8, and key in {code}. Once more: {code}."
    ),
    Prompt.OTHER_WEB: "You can find other ways to get help at {web}.",
    Prompt.OTHER_TEXT: "You can also text {text}.",
    Prompt.OTHER_CALL: "You can call again at any time.",
    Prompt.SORRY_GOODBYE: (
        "We are sorry. We could not reach anyone for you this time. "
        "You can call again at any time. If you are in danger, call 9 1 1."
    ),
    Prompt.TROUBLE: (
        "Something on our side is not working. We are calling the national team for you."
    ),
    Prompt.STATIC_NOTICE: (
        "We can't connect calls right now. It is nothing you did. "
        "You can call again in a few minutes. If you are in danger, call 9 1 1."
    ),
    Prompt.ANSWERER_WHISPER: (
        "Hotline call for {center}, in {language}. Press 1 to take it, 9 to pass."
    ),
    Prompt.ANSWERER_CALLER_GONE: "The caller has left the line. Thank you for picking up.",
    Prompt.ANSWERER_TAKEN: "Someone else has this call now. Thank you for picking up.",
    Prompt.ANSWERER_NOT_JOINED: "We could not join this call. Thank you for picking up.",
    Prompt.ANSWERER_TIME_UP: "This call is as long as a call can be here. It ends now.",
    Prompt.ANSWERER_HOLD_OFF: "Done. For one hour, this caller goes to someone else.",
    Prompt.ANSWERER_PRACTICE: (
        "This is a practice call. Nobody is waiting. A real call begins like this."
    ),
    Prompt.ANSWERER_PRACTICE_TAKEN: (
        "Well done. In a real call, you would be talking with the caller now. Goodbye."
    ),
    Prompt.ANSWERER_PRACTICE_PASSED: (
        "You passed the call on. In a real call, someone else would be called now. Goodbye."
    ),
    Prompt.ANSWERER_PRACTICE_NO_KEY: (
        "We heard no key. In a real call, someone else would be called now. "
        "You can practice again at any time. Goodbye."
    ),
    Prompt.ANSWERER_TEST_RING: (
        "This is a test of how long this phone rings. Nobody is waiting. "
        "If you are a person, press 1."
    ),
}

LANGUAGES: dict[str, str] = {
    "ar": "Arabic",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "hi": "Hindi",
    "ht": "Haitian Creole",
    "ko": "Korean",
    "pt": "Portuguese",
    "ru": "Russian",
    "so": "Somali",
    "tl": "Tagalog",
    "vi": "Vietnamese",
    "zh": "Chinese",
}

YOUR_CENTER = "your center"
