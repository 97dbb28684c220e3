"""Other systems that work on the loop: their tokens, and the interface under /api/v1 that they speak to."""
