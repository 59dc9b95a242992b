"""The atlas of coalition patterns: what `scripts/atlas` makes of classifications and results, as table, pictures and pages."""
