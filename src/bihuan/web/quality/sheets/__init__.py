"""The sheet of findings that goes down to a township, and comes back with what people found."""
