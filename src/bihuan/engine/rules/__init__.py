"""Rules as trees of named conditions: read from YAML, asked in plain Python, said in Chinese, proved possible, compiled for
the engines."""
