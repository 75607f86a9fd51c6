@echo off
rem Starts the screen; close this window to end it.
"%~dp0environment\Scripts\python" -m dashboard
if errorlevel 1 pause
