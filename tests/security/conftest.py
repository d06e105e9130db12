"""The same new machine as in the tests of accounts."""

from tests.accounts.conftest import _own_folder, _uncounted, elsewhere, here

__all__ = ["_own_folder", "_uncounted", "elsewhere", "here"]
