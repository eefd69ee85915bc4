"""Time: the clock port, zones, working days, quiet hours, weeks and blocks."""
