"""Live parts of a published campaign: returns due, counted duties, the time line of phases."""
