"""Following up: who does what was decided, until when, with which proof."""
