"""The steps of the calibration; `planner.experiment.calibrate` puts them together."""
