"""What the cells of the lists say."""

from django import template

from bihuan.web.problems import tables

register = template.Library()
register.filter("place_line", tables.place_line)
register.filter("row_clock", tables.row_clock)
register.filter("waits_for", tables.waits_words)
register.filter("measures_words", tables.measures_words)
register.filter("ring_states", tables.ring_states)
