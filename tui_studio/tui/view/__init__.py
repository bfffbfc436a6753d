"""The view model: plain Python that turns song, status and growth into lines of cells. No Textual here."""
