"""What is kept counted: the database adds it up itself, whoever writes and how.

`docs/sums.md` explains it on one page; why: decisions 007 and 044.
"""
