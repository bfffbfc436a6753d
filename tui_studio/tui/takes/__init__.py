"""View 3, Takes: the comp on the lyric sheet, the take list, the clips."""
