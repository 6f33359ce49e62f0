"""Asked: what the asker's side does with an inquiry after it has been asked."""
