"""What running needs: settings, logging, files, programs, the embedded database."""
