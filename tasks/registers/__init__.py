"""Registers: lists that agencies keep, from which figures are counted (rule 22)."""
