"""The product's own functions as tags and filters of Django's templates."""
