"""Rasa components that understand what debtors write, over the pure readers of `bot.reading`."""
