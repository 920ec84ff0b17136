"""The steering agency reviews: the queue, one submission, the decision."""
