"""The index: the port to it, its durable files, and the engines behind the port."""
