"""What publishing asks of lines and backups, the demo fulfils."""

from harborline.core.directory import Acceptance, Network, ZipPolicy
from harborline.core.hours import is_round_the_clock
from harborline.demo.land import STATES


def test_one_backup_per_state_and_territory(demo: Network) -> None:
    assert len(STATES) == 56
    assert sorted(backup.state or "" for backup in demo.state_backups) == sorted(STATES)


def test_most_state_backups_never_close(demo: Network) -> None:
    limited = [b for b in demo.state_backups if not is_round_the_clock(b.destinations[0].hours)]
    assert len(limited) == 6
    assert not any(backup.paused or backup.expires_on for backup in demo.state_backups)


def test_every_line_ends_with_people_who_are_always_there(demo: Network) -> None:
    national = {backup.id: backup for backup in demo.national_backups}
    assert len(national) == 2
    for line in demo.lines:
        assert line.national_backups
        for name in line.national_backups:
            (destination,) = national[name].destinations
            assert is_round_the_clock(destination.hours)
            assert destination.acceptance is Acceptance.AT_ONCE


def test_backups_speak_every_language_of_every_line(demo: Network) -> None:
    asked = {language for line in demo.lines for language in line.languages}
    for backup in (*demo.state_backups, *demo.national_backups):
        assert asked <= set(backup.languages)


def test_two_lines_one_of_which_names_no_cause(demo: Network) -> None:
    openly, discreetly = demo.lines
    assert (openly.id, discreetly.id) == ("demo", "demo-discreet")
    assert (openly.discreet, discreetly.discreet) == (False, True)
    assert openly.zip_policy is ZipPolicy.WHEN_UNCERTAIN
    assert openly.languages[0] == discreetly.languages[0] == "en"
