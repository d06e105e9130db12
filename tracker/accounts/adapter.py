"""What the account library asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Who may sign up, and where people go afterwards."""


class MFAAdapter(DefaultMFAAdapter):
    """Second factors."""
