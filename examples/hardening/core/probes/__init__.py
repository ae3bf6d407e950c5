"""One file for each kind of thing that is looked at. A probe takes a Host and gives an Outcome."""
