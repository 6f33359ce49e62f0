"""1+3+X: the committee that advises, the partners, and what is offered, needed and linked."""
