"""Words resolved into dates and known units."""
