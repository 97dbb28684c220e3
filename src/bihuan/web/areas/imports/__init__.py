"""Import of areas, units and people from .xlsx or .csv.

columns: which columns there are; read: bytes to tables; check: tables and what is known to a preview;
apply: a preview to the database; copy: the uploaded file with the mistakes written in.
"""
