"""What a text says of other documents: its passages, who is named in them, and in which role."""
