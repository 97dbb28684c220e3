"""Commands too long for `cli`, one module each; what a command needs is loaded when it runs."""
