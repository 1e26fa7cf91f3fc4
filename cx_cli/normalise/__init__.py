"""How raw columns become the canonical tables, every doubt recorded."""
