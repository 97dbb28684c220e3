"""Changes to plans, campaigns and answers. Each service takes the actor first and asks the one table of roles."""
