"""Random numbers, quantiles and sampling: above the inputs, which stay free of chance."""
