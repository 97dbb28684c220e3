"""What the interface tells of each resource. Personal numbers in running text are covered, as in papers for the public."""
