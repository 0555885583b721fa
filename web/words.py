"""What pages of several apps say in the same words."""

from typing import Final

# To whoever brings a cursor that is none of the list.
LOST_PLACE: Final = "This place is no longer known: the list may have changed since the link was made."
