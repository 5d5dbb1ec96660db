"""The Django project: settings, the table of routes, what every page shares, and the ports.

Lives here: settings.py, urls.py, middleware, base templates, our stylesheet. `ports.py` names what the
site needs of other rooms; bootstrap installs it. Never here: a model or a view of an app.
Called by: bootstrap; Django.
"""
