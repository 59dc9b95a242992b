"""The report of a result file: one HTML page."""
