"""What people would use instead, re-implemented from the papers, to compare with."""
