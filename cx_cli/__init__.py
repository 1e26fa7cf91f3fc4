"""cx: the KPI calculator for helpdesk exports that you can audit."""

__version__ = "0.1.0"
