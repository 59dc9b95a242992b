"""Figures of result files."""
