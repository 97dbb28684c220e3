"""Modules that every app may have by the same name."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


def load(name: str) -> None:
    """Imports the module `name` of every app of ours that has one, in the order of the apps: what it declares is then known."""
    for config in apps.get_app_configs():
        if config.name.startswith("bihuan.web.") and find_spec(f"{config.name}.{name}"):
            import_module(f"{config.name}.{name}")
