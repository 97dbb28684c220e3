"""What the demo's pages weigh and how Lighthouse marks them."""
