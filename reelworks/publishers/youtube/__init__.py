"""YouTube: upload a video, dress it, take it back."""
