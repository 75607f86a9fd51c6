@echo off
rem Installs the planner into this folder, from this folder alone.
cd /d "%~dp0"
py -{python} -m venv environment 2>nul || python -m venv environment
if errorlevel 1 goto no_python
set PIP_NO_INDEX=1
environment\Scripts\python -m pip install --quiet --find-links wheels fls-planner
if errorlevel 1 goto failed
echo.
echo Installed. Double-click "start-planner.cmd".
pause
exit /b 0
:no_python
echo Python {python} was not found. Install it first: your software centre has it.
pause
exit /b 1
:failed
echo The planner was not installed. It needs Python {python} (64 bit), no other version.
pause
exit /b 1
