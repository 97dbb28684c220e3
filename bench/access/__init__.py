"""Benchmarks of row security."""
