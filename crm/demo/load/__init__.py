"""A whole Québec of invented files, for measuring the pages: many rows, one seed, through the real tables."""
