"""`python -m reelworks` is `reelworks`."""

from reelworks.wiring.main import main

if __name__ == "__main__":
    raise SystemExit(main())
