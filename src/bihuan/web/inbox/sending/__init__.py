"""Notices that leave the house: one mail a day to who asked for it, posts to one webhook. Number, kind and link, never more."""
