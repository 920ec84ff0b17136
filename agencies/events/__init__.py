"""Drafts of reorganisations, the shipped history, who came before and after."""
