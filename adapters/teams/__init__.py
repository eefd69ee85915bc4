"""Microsoft Teams over the Bot Connector: signed activities come in, messages with Adaptive Cards go out."""
