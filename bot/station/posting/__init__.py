"""From approved snippets to messages in channels: rules, routing, places, subscriptions, and what is said."""
