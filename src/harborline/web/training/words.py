"""What the choices of a training are called, the same for organisers and in the console."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harborline.app.training import Goal, HolderKind, Mode, Outcome, PassReason, Phase, Rating
from harborline.core.listings import TrainingAudience, TrainingTopic

Words = Mapping[str, str | Promise]

TOPICS: Words = {
    TrainingTopic.CONSENT: _("Consent"),
    TrainingTopic.BYSTANDER: _("Bystander intervention"),
    TrainingTopic.PREVENTION: _("Prevention"),
    TrainingTopic.PROFESSIONAL: _("For professionals"),
    TrainingTopic.FAITH: _("For faith communities"),
}
AUDIENCES: Words = {
    TrainingAudience.WORKPLACE: _("A workplace"),
    TrainingAudience.SCHOOL: _("A school"),
    TrainingAudience.CAMPUS: _("A college or university"),
    TrainingAudience.FAITH_COMMUNITY: _("A faith community"),
    TrainingAudience.SPORTS: _("A sports club or team"),
    TrainingAudience.OTHER: _("Another group"),
}
GOALS: Words = {
    Goal.UNDERSTAND_CONSENT: _("What consent means"),
    Goal.STEP_IN: _("How to step in when something looks wrong"),
    Goal.RESPOND: _("What to do when someone tells us"),
    Goal.PREVENT: _("How to prevent harm before it happens"),
    Goal.CULTURE: _("How our rules and habits can change"),
    Goal.CONGREGATION: _("What this means in our congregation"),
}
WAYS: Words = {
    Mode.ON_SITE: _("On site, where the group is"),
    Mode.ONLINE: _("Online"),
    Mode.EITHER: _("Either is fine"),
}
PHASES: Words = {
    Phase.UNCONFIRMED: _("Waiting for the e-mail address to be confirmed"),
    Phase.OFFERED: _("Waiting for an answer"),
    Phase.PROPOSED: _("Other dates were proposed"),
    Phase.AGREED: _("Agreed"),
    Phase.DONE: _("Held"),
    Phase.CLOSED: _("Closed"),
    Phase.FORGOTTEN: _("Deleted"),
}
HOLDERS: Words = {
    HolderKind.CENTER: _("A center"),
    HolderKind.COALITION: _("The coalition of the state"),
    HolderKind.NATION: _("The national team"),
}
REASONS: Words = {
    PassReason.NO_TIME: _("We have no time on these days"),
    PassReason.NOT_OFFERED: _("We do not hold this kind of training"),
    PassReason.LANGUAGE: _("We cannot hold it in this language"),
    PassReason.TOO_FAR: _("It is too far away"),
    PassReason.OTHER: _("Another reason"),
}
OUTCOMES: Words = {
    Outcome.HELD: _("It took place"),
    Outcome.NOT_HELD: _("It did not take place"),
    Outcome.UNKNOWN: _("Nobody has told us"),
    Outcome.NOBODY: _("Nobody could take it"),
    Outcome.WITHDRAWN: _("Withdrawn by the organizer"),
}
RATINGS: Words = {
    Rating.USEFUL: _("It helped"),
    Rating.PARTLY: _("Parts of it helped"),
    Rating.NOT_USEFUL: _("It did not help"),
}


def choices_of(words: Words) -> list[tuple[str, str | Promise]]:
    """Gives words as the choices of a field, in their order."""
    return [(str(value), label) for value, label in words.items()]
