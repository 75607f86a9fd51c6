"""Cases with known answers: read from files, run by the product, compared."""
