"""Pages of returns and counted duties: parse, call a service, render."""
