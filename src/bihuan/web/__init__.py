"""The web half: a Django project and one app for each noun."""
