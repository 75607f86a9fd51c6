"""Scanner sessions, who operates them, and their diaries."""
