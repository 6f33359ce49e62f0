"""The yearbook, put together on demand."""
