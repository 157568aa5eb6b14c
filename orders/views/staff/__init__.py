"""Phone pages of officers, one module per kind of work."""
