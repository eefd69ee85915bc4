"""Every message that the bot starts: planned once, claimed, paced, sent, and honestly reported."""
