"""Problems by spreadsheet: registering many at once, and taking changes back from an exported list."""
