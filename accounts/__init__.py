"""Sign-in, roles, and the stores of users and sessions behind Django's own machinery."""
