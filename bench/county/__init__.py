"""Benchmarks of the whole product over a county full of problems."""
