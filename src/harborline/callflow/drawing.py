"""Draws the table of transitions for the documents: a diagram in Mermaid's words, and a list of rows.

Nothing here is used by a call. `docs/phone-tree.md` holds the result, and a test keeps it current.
"""

from __future__ import annotations

from harborline.callflow.machine import ANYWHERE, TABLE
from harborline.callflow.prompts import CATALOGUES, Prompt
from harborline.callflow.states import Phase
from harborline.callflow.timers import TimerName


def diagram() -> str:
    """Draws each phase and where it may lead; rows that stay in their phase are left out."""
    labels: dict[tuple[Phase, Phase], list[str]] = {}
    for (phase, kind), row in TABLE.items():
        for target in row.leads_to:
            if target is not phase:
                labels.setdefault((phase, target), []).append(_name(kind))
    lines = [
        f"    {source} --> {target}: {_joined(names)}" for (source, target), names in labels.items()
    ]
    return "\n".join(["stateDiagram-v2", "    [*] --> new", *lines, "    over --> [*]"])


def _joined(names: list[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def rows() -> str:
    """Lists every transition: phase, events, what is done, where it may lead."""
    head = ["| phase | event | what is done | then |", "|---|---|---|---|"]
    every = [(str(phase), kind, row) for (phase, kind), row in TABLE.items()]
    every += [("any other", kind, row) for kind, row in ANYWHERE.items()]
    together: dict[tuple[str, str, str], list[str]] = {}
    for phase, kind, row in every:
        then = ", ".join(row.leads_to) or "as before"
        together.setdefault((phase, row.says, then), []).append(_name(kind))
    listed = [
        f"| {phase} | {', '.join(names)} | {says} | {then} |"
        for (phase, says, then), names in together.items()
    ]
    return "\n".join([*head, *listed])


def prompts() -> str:
    """Lists every prompt with its text in each language."""
    languages = sorted(CATALOGUES)
    lines = [f"| prompt | {' | '.join(languages)} |", f"|---|{'---|' * len(languages)}"]
    for prompt in Prompt:
        texts = " | ".join(CATALOGUES[language].texts[prompt] for language in languages)
        lines.append(f"| `{prompt}` | {texts} |")
    return "\n".join(lines)


def _name(kind: type | TimerName) -> str:
    """Names an event as the tree's table does: `LegBusy` is `leg busy`, timers say so."""
    if isinstance(kind, TimerName):
        return f"timer {kind}"
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in kind.__name__)
    return words.strip()
