"""The engine: pure functions over frames. Never imports Django."""
