"""Chats: one file each; a digest is cut into ``notifiers.cards`` by ``notifiers.cutting``."""
