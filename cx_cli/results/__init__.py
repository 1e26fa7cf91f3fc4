"""What the tally says: values, intervals, accounting."""
