"""Pure rules of the business: nothing here imports anything but the standard library."""
