"""What can be wrong with a county on purpose."""
