"""`python -m planner` is `fls-planner`."""

from planner.cli import main

if __name__ == "__main__":
    main()
