"""Scripted SIP phones: callers and agents that log what they themselves saw (scripts/phone)."""
