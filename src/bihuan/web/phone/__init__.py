"""What a phone needs where there is no signal: pages it may keep, a worker that opens them, who is signed in when it sends."""
