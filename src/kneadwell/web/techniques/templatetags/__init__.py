"""What other pages may show of techniques."""
