"""What was issued: compared with its hash before anybody reads it, signed PDFs, which holds."""
