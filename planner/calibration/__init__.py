"""The steps of the calibration; `planner.calibration.calibrate` puts them together."""
