"""A county that does not exist, in the spreadsheets offices hold: believable, the same for the same seed, with its defects known."""
