"""How bytes in a file become raw columns."""
