"""Benchmarks of the lists of problems, and the county full of them that they run over."""
