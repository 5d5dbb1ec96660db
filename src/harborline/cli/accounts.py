"""`harborline accounts`: invites people to the site."""

from __future__ import annotations

import argparse
import json
from typing import Any

from harborline.cli.options import add_json


def add_parser(commands: Any) -> None:
    """Adds the command and its sub-command."""
    parser = commands.add_parser(
        "accounts",
        help="invite people to the site",
        description="Invite people to the site.",
        epilog="example: harborline accounts invite ana@example.org --role national_admin",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=type(parser))
    invite = verbs.add_parser(
        "invite",
        help="make a link that gives somebody a role",
        description="Make a link that gives somebody a role. It works once, for seven days, and is "
        "kept nowhere.",
        epilog="examples:\n  harborline accounts invite ana@example.org --role national_admin\n"
        "  harborline accounts invite ben@example.org --role center_staff --center ID --mail",
    )
    invite.add_argument("email", metavar="EMAIL", help="whom to invite")
    roles = "center_staff, center_admin, coalition, national_supervisor, national_admin or auditor"
    invite.add_argument("--role", required=True, help=roles)
    place = invite.add_mutually_exclusive_group()
    place.add_argument("--center", metavar="ID", help="the center of its staff and admins")
    place.add_argument("--coalition", metavar="ID", help="the coalition, for the role coalition")
    invite.add_argument("--mail", action="store_true", help="mail the link instead of printing it")
    add_json(invite)
    invite.set_defaults(run=run_invite)


def run_invite(options: argparse.Namespace) -> int:
    """Invites, and prints the link unless it is mailed."""
    from harborline.bootstrap import accounts
    from harborline.core.errors import UnusableInput

    if options.role not in accounts.roles():
        raise UnusableInput(f"The role is one of {', '.join(accounts.roles())}.")
    link = accounts.invite(
        options.email, options.role, options.center, options.coalition, mail=options.mail
    )
    if options.json:
        print(json.dumps({"link": link or None, "mailed": options.mail}))
    else:
        print(link or "The link was mailed.")
    return 0
