"""Pictures of the body on pages."""
