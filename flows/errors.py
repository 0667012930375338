"""What a person can cause on the command line; about boards, files and the warehouse see the folders that own them."""


class BadInput(ValueError):
    """Something that was given (an argument, a setting, a file) cannot be used; the message says why and what to do."""
