"""Kling's clips, bought through KIE or from Kling itself."""
