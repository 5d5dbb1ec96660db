"""States and territories as directories write them."""

from __future__ import annotations

_TABLE = """
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas
KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi
MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York
NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island
SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington
WV West Virginia|WI Wisconsin|WY Wyoming|AS American Samoa|GU Guam|MP Northern Mariana Islands
PR Puerto Rico|VI US Virgin Islands|VI U.S. Virgin Islands|VI Virgin Islands|DC Washington, DC|DC Washington DC
"""
_ENTRIES = _TABLE.replace("\n", "|").strip("|").split("|")
_CODES = {key: entry[:2] for entry in _ENTRIES for key in (entry[:2].lower(), entry[3:].lower())}
_NAMES = {entry[:2]: entry[3:] for entry in reversed(_ENTRIES)}
"""The name that stands first counts."""


def state_name(code: str) -> str:
    """Gives the name of a state by its postal code; anything else as it is."""
    return _NAMES.get(code, code)


def state_code(said: str) -> str:
    """Gives the postal code of a state by its code or name, empty for anything else."""
    plain = said.strip().lower()
    return _CODES.get(plain) or _CODES.get(plain.replace(".", ""), "")
