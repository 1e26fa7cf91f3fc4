"""The KPIs, a family per file."""
