"""Own pages of an expert: profile, who sees what, messages, data, leaving."""
