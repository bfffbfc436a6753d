from tui_studio.studio.registry import declared_in

declared_in("tui_studio.surfaces.actions")
