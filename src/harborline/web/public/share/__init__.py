"""Passing a number on: links, cards, posters and a card to embed."""
