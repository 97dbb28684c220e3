"""Benchmarks of the plan reader."""
