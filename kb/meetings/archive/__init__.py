"""Archive: minutes of former years out of their Word files."""
