"""Posts, who holds them, and the minutes they give."""
