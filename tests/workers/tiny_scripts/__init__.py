"""Scripts that are small enough to see through, for the tests of the runner."""

WARM = ("numpy", "cv2", "av", "PIL.Image")
