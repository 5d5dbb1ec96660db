"""Pages of centers and the list of national resources: public facts with their source and date.

Lives here: what a page, a contact card, a code to scan and a search engine are told of a center; the facts of
national resources that the package ships, and the operator's word without which none of them is shown. Never
here: a destination, the place of a confidential center, what a visitor chose.
"""
