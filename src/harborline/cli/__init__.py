"""The command `harborline`: one module per noun that parses, calls and renders.

Lives here: options, help with an example, text and JSON, exit codes 0, 1 (a check found faults) and
2 (an unusable option), errors as one plain sentence that says what to do.
Never here: an adapter, a rule, work that a use case of app could do. Imports stand inside functions,
so that `explain` answers before others have loaded.
Called by: people and their programs.
"""
