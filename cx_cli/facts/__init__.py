"""Row-level arithmetic: canonical tables become the fact tables that formulas read."""
