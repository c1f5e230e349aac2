"""Accord: an assistant through which people in debt talk with those they owe."""
