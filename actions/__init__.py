"""What the assistant does: thin rasa-sdk actions over the use cases. Slots in, use case, response out."""
