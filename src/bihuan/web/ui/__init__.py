"""The one look: layout, components, tables and forms that every page is made of."""
