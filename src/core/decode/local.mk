# One decoder, one file, one line here: decode_names.  The table of decoders is generated from it.
