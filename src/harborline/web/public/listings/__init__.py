"""Pages of centers and the list of national resources: public facts with their source and date."""
