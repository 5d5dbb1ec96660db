"""The phone tree: a table-driven machine that takes a call's events and answers with commands.

Lives here: events, commands, states, the table of transitions, the prompts in each language,
and in texts/ what text messages say.
Never here: what a carrier calls things, a clock, chance, a log, waiting; nobody's number. Whoever
wants a decision in mid-call gets a command that asks for one.
Called by: app.calls, which carries the commands out; docs, which draw the diagram from the table.
"""
