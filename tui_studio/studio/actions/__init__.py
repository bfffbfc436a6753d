"""The actions, a module for each group. They are declared when one of them is first asked for."""

from tui_studio.studio.registry import declared_in

declared_in(__name__)
