"""Results to text: one file per format, pure and late."""
