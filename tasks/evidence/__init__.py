"""Documents and files: kept, searched for malware, served, put right."""
