"""The listening station: real customer voice, redacted and consented, in the channels where people hear it."""
