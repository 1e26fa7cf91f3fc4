"""Whose definitions are there? A preset per product: one data file each, read by :mod:`.preset`."""
