"""From text to a tree of numbered nodes with labelled fields."""

from bihuan.plans.outline.labels import Label, find_labels
from bihuan.plans.outline.marks import BULLETS, Mark, find_marks
from bihuan.plans.outline.tree import Node, Outline, build

__all__ = ["BULLETS", "Label", "Mark", "Node", "Outline", "build", "find_labels", "find_marks"]
