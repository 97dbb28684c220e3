"""What has happened in the demo county: one plan, one campaign, answers and problems, all through the real services."""
