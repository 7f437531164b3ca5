"""A shop's daily report: the sample pipeline of the one-machine service, for an unmodified `luigi`."""
