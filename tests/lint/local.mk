# (see tests/README.md)
