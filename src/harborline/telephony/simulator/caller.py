"""One simulated caller: what they hear now, whether keys are listened to, and their script.

A scripted caller answers each question with the next group of keys, an empty group being silence,
and hangs up after talking for a while. A patient one keys a ZIP once its question is heard.
"""

from __future__ import annotations

from harborline.app.ports import Cancel
from harborline.callflow.commands import Collect

FIRST_KEY_S = 1.0
NEXT_KEY_S = 0.4


class SimulatedCaller:
    """The caller's side of one call."""

    def __init__(
        self, groups: tuple[str, ...] = (), talk_s: float | None = None, *, patient: bool = False
    ) -> None:
        self.patient = patient
        self.talk_s = talk_s
        self.asked: Collect | None = None
        self.heard_keys = 0
        self.playing: list[Cancel] = []
        self.last_word_at = 0.0
        self.gone = False
        self.line = ""
        self._groups = list(groups)
        self._keying = 0

    def __repr__(self) -> str:
        return "<SimulatedCaller>"

    def next_group(self, asked: Collect) -> str:
        """Gives the keys that answer a question asked now; none while others are being keyed.

        What a group has beyond the one key that a menu takes is dropped: it answers one question.
        """
        if self._keying or not self._groups:
            return ""
        group = self._groups.pop(0)
        if asked.max_digits == 1:
            group = group[:1]
        self._keying = len(group)
        return group

    def keyed(self) -> None:
        """Counts a scripted key as pressed."""
        self._keying -= 1

    def hush(self) -> bool:
        """Stops what is being said; tells whether something was."""
        stopped = bool(self.playing)
        for cancel in self.playing:
            cancel()
        self.playing = []
        return stopped

    def takes_key(self) -> None:
        """Ends listening when the question has all its keys."""
        self.heard_keys += 1
        if self.asked is not None and self.heard_keys >= self.asked.max_digits:
            self.asked = None
