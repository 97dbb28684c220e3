"""One module a group of resources: what is asked, which service answers."""
