"""What is offered: the rota, one row a session."""
