"""Typed items of a plan, each from its own grammar."""
