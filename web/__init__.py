"""What the pages of all apps share: page or fragment, the inventory they reach, names in addresses, figures in words."""
