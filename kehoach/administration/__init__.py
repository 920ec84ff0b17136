"""«Quản trị»: what is wrong and its one repair, then everything by what one comes for."""
