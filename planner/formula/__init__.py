"""The instant twin: fluid lists and queueing formulae on the simulation's inputs."""
