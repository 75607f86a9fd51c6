"""`python -m planner.offline_folder`."""

from planner.offline_folder import main

main()
