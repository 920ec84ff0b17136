"""What knows no table: days, numbers and words of Vietnam, workbooks, foreign files."""
