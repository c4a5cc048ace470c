"""How a finished film reaches its audience, one folder per platform."""
