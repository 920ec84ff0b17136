"""Rows → numbers that reports and pages say."""
