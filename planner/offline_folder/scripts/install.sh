#!/bin/sh
# Installs the planner into this folder, from this folder alone.
set -e
cd "$(dirname "$0")"
python{python} -m venv environment
environment/bin/python -m pip install --quiet --no-index --find-links wheels fls-planner
echo "Installed. Start the screen: ./start-planner.sh"
