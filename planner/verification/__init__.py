"""Outside cases with known answers, put to the planner as ordinary inputs."""
