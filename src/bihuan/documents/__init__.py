"""Data -> papers in the official layout. Knows nothing of Django or the database."""
