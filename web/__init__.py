"""What the pages of all apps share: page or fragment, the inventory, names in addresses, figures in words."""
