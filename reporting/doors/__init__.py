"""What every door of reporting shares: access, addresses, saving over the version read."""
