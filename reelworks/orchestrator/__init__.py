"""What happens next: decided in the database, in one transaction per command."""
