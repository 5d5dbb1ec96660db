"""Passing a number on: links, cards, posters and a card to embed.

Lives here: what may be shared and in which words, links to networks and what each takes, pictures and PDFs in
any script, the one page that others may frame. Never here: a word about the person who shares or about a
survivor, a count of shares, anything of a network's own. Called by: browsers, other pages' heads
(`{% load sharing %}`), websites that embed a card.
"""
