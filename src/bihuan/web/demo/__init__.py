"""The invented county 云溪县 (code 990101): something to look at, to try and to test against.

Every place, unit, person and figure here is invented; area codes begin with 99, which no real place has.
"""
