"""Figures kept by the database with every change: read within one's reach, linked to the rows they count, recounted each night."""
