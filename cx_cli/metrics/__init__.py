"""What a KPI is: the catalogue, the formula engine and the tally."""
