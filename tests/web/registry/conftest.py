from tests.web.shared import clean_db, module_db

__all__ = ["clean_db", "module_db"]
