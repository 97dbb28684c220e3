"""Where the work stands: the overview of a county, township or unit, the record of one unit, the ranking, the wall chart."""
