"""The board in Notion."""
