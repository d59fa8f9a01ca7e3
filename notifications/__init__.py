"""From stored facts to messages, and from messages to deliveries."""
