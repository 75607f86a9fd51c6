"""The documentation site: pages written by hand, and reference made from the code.

`mkdocs build --strict -f planner/documentation/mkdocs.yml` writes it into `site/`
(extra `docs`). Nothing of it is fetched from outside, and it opens from a folder.
"""
