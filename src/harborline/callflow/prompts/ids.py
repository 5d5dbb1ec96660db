"""The names of everything that is ever said in a call. The texts are in one file per language."""

from __future__ import annotations

from enum import StrEnum


class Prompt(StrEnum):
    """A sentence or two, recorded as one piece. Callers hear them unless the name says answerer."""

    # the greeting
    LANGUAGE_KEY = "language_key"
    LANGUAGE_KEY_NAMED = "language_key_named"
    WELCOME = "welcome"
    WELCOME_DISCREET = "welcome_discreet"
    DEMO_NOTICE = "demo_notice"
    DANGER = "danger"
    NATIONAL_KEY = "national_key"
    WAIT_NOTICE = "wait_notice"
    CODE_KEY = "code_key"
    # the place code
    ASK_CODE = "ask_code"
    CODE_AGAIN = "code_again"
    CODE_OK = "code_ok"
    CODE_UNKNOWN = "code_unknown"
    # the rota, for people who answer calls
    ROTA_WELCOME = "rota_welcome"
    ROTA_CENTER = "rota_center"
    ROTA_PIN = "rota_pin"
    ROTA_WISH = "rota_wish"
    ROTA_MOMENT = "rota_moment"
    ROTA_TWELVE_HOURS = "rota_twelve_hours"
    ROTA_UNTIL_MORNING = "rota_until_morning"
    ROTA_LONGER = "rota_longer"
    ROTA_STOPPED = "rota_stopped"
    ROTA_GOODBYE = "rota_goodbye"
    ROTA_REFUSED = "rota_refused"
    ROTA_AWAY = "rota_away"
    # the ZIP
    ASK_ZIP = "ask_zip"
    ZIP_AGAIN = "zip_again"
    ZIP_UNKNOWN = "zip_unknown"
    # connecting
    CONNECTING = "connecting"
    CONNECTING_CENTER = "connecting_center"
    CONNECTING_NATIONAL = "connecting_national"
    STILL_TRYING = "still_trying"
    BRIDGE_FAILED = "bridge_failed"
    # after talking
    OTHER_LEFT = "other_left"
    GOING_ON = "going_on"
    TIME_UP = "time_up"
    THANKS_GOODBYE = "thanks_goodbye"
    # on hold
    HOLD_EXPLAIN = "hold_explain"
    HOLD_WAIT_MINUTE = "hold_wait_minute"
    HOLD_WAIT_MINUTES = "hold_wait_minutes"
    HOLD_STILL = "hold_still"
    HOLD_LONG = "hold_long"
    HOLD_LONG_SURGE = "hold_long_surge"
    KEEP_WAITING = "keep_waiting"
    PLACE_CODE = "place_code"
    # other ways to reach help
    OTHER_WEB = "other_web"
    OTHER_TEXT = "other_text"
    OTHER_CALL = "other_call"
    # when it does not work out
    SORRY_GOODBYE = "sorry_goodbye"
    TROUBLE = "trouble"
    STATIC_NOTICE = "static_notice"
    # what an answerer alone hears; nobody's family learns from it what kind of line this is
    ANSWERER_WHISPER = "answerer_whisper"
    ANSWERER_CALLER_GONE = "answerer_caller_gone"
    ANSWERER_TAKEN = "answerer_taken"
    ANSWERER_NOT_JOINED = "answerer_not_joined"
    ANSWERER_TIME_UP = "answerer_time_up"
    ANSWERER_HOLD_OFF = "answerer_hold_off"
    # practice: nobody is on the line
    ANSWERER_PRACTICE = "answerer_practice"
    ANSWERER_PRACTICE_TAKEN = "answerer_practice_taken"
    ANSWERER_PRACTICE_PASSED = "answerer_practice_passed"
    ANSWERER_PRACTICE_NO_KEY = "answerer_practice_no_key"
    ANSWERER_TEST_RING = "answerer_test_ring"
