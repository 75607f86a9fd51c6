"""Benefits of treatment: refractures avoided, and their bed days, pounds, QALYs."""
