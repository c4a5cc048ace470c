"""What we do to pictures and sound, whoever made them."""
