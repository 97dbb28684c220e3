"""The interface: resources under /api/v1, and the description of them as OpenAPI 3.1, both from the same code."""
