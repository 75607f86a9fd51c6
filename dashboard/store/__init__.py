"""The database of saved things, with every version, and of runs and their answers.

`own_numbers` holds boards' own numbers by name; `database` opens the file, or says in a
plain sentence why nothing can be saved. Arrays stay in the results cache.
"""
