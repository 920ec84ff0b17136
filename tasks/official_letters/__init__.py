"""Letters with a number: what agencies send, what urges them, who answers by letter only."""
