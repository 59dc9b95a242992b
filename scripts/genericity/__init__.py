"""Genericity of coalition-proof mechanism design."""
