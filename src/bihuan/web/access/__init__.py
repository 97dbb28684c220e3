"""Access: who may do what (roles), what the database shows them (scope, policies), and how it refuses."""

from bihuan.web.access.refusal import Conflict, Refused
from bihuan.web.access.roles import may, require, require_any
from bihuan.web.access.scope import Actor

__all__ = ["Actor", "Conflict", "Refused", "may", "require", "require_any"]
