"""What happens behind each address of sign-in and users."""
