"""Bihuan (闭环): from an official plan to problems that are put right, checked and looked back at."""

__version__ = "0.1.0"
