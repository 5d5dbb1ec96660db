"""The pages of accounts, thin: a form in, a verb, a page out.

`sign_in.py`: the ways in and out; `account.py`: one's own ways in; `invitations.py`: taking a link;
`access.py`: who may do what; `keys.py`: keys of integrators and wall boards. Each page works without
scripts, passkeys excepted, which a browser gives to scripts alone.
"""
