"""What people may do with runs and findings. Each service takes the actor first and journals what it did."""
