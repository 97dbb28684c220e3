"""The Django project: settings, addresses, clock, logs."""
