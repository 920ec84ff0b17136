"""«Lấy ý kiến»: agencies that a draft names comment on it, and are answered."""
