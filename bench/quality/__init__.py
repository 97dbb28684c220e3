"""What checking a county's data costs: runs over the registry and over exports, pages over what they found."""
