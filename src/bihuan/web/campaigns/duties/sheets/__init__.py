"""What a return holds: filled from live answers, in the unit's own words where needed, locked once handed in, frozen for good."""
