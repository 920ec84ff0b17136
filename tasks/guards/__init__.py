"""What the database refuses, whoever writes: rows of two plans that name one another,
and rows that hold on the same days though one follows the other (decision 049).
"""
