"""Reminders at times of the person's choosing, through channels that the owner allows, without a word of the diary."""
