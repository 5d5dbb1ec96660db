"""What Asterisk refuses, as one error that says whether it was reached at all.

HarborlineError (core)
└── AriError            a request that Asterisk did not carry out

Something that is gone already is no error: whoever asked is told so, and the event that says why is on
its way. No message repeats what was asked, for an address or a number may stand in it.
"""

from __future__ import annotations

from harborline.core.errors import HarborlineError


class AriError(HarborlineError):
    """A request that was not carried out. `status`: of the answer, None = Asterisk was not reached."""

    def __init__(self, status: int | None) -> None:
        self.status = status
        said = "cannot be reached" if status is None else f"refused a request with status {status}"
        super().__init__(f"Asterisk {said}; `harborline doctor` says what is wrong with it.")

    @property
    def reached(self) -> bool:
        return self.status is not None
