"""The database: an embedded PostgreSQL by default, any PostgreSQL 16+ by URL, copies and restores."""
