"""From facts to bytes: DOCX, XLSX, CSV, JSON; knows no rows."""
