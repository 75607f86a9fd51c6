#!/bin/sh
# Starts the screen; Ctrl+C ends it.
exec "$(dirname "$0")/environment/bin/python" -m dashboard
