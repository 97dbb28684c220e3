"""Pages of plans, campaigns and answers: parse, call a service, render."""
