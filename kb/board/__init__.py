"""Board: what the alliance looks at together; reads everything below."""
