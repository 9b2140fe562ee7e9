"""The parts of proofreading: passages, their characters, what differs, and what it is called."""
