"""What every policy is made with; knows no policy."""
