"""What the law and the office say, by jurisdiction and date. Never imports Django; every day and place is passed in."""
