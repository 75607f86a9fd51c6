"""Random numbers, quantiles, sampling: above inputs, which stay free of chance."""
