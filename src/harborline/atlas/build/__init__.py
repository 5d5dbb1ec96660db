"""Where the shipped tables are made: declared packages in, compact tables out.

Only maintainers come here (`harborline atlas build`); nothing that answers a call, compiles a map
or imports an operator's files may import this folder. Every step is deterministic: the same
package versions give the same bytes. `packages` reads other people's packages, the nouns
(`zips`, `counties`, `area_codes`, `cities`) join them, `write` lays the files down.
"""
