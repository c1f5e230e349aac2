"""Channels: each turns what it receives into one kind of message, and sends one kind of reply."""
