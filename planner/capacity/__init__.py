"""Capacity: the rota, one row a session."""
