"""How dates and numbers are written, where Django's own way would be odd here; Django reads it.

Lives here: a module for each language of the site, with the names of `django.conf.locale`. Times of day
have 24 hours everywhere, as hours are written in words. Never here: words.
Called by: Django, by FORMAT_MODULE_PATH.
"""
