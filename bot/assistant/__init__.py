"""Rasa in this process: each file replaces one of Rasa's parts through its own extension point."""
