#!/usr/bin/env python3
"""no_landlock.py PROGRAM [ARG]... : runs it as on a kernel without Landlock (seccomp: ENOSYS)."""
import ctypes
import os
import struct
import sys

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, JGE, JGT, RETURN = 0x20, 0x35, 0x25, 0x06  # BPF_LD|W|ABS, BPF_JMP|JGE|K, BPF_JMP|JGT|K, BPF_RET|K
ALLOW, ENOSYS = 0x7FFF0000, 0x00050000 | 38

# The number is below 444 or above 446: allowed.
program = b"".join(struct.pack("HBBI", *i) for i in (
    (LOAD, 0, 0, 0), (JGE, 0, 2, 444), (JGT, 1, 0, 446), (RETURN, 0, 0, ENOSYS), (RETURN, 0, 0, ALLOW)))
libc = ctypes.CDLL(None, use_errno=True)
code = ctypes.create_string_buffer(program)
filters = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code)))
if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filters):
    sys.exit("no_landlock.py: no seccomp here: %s" % os.strerror(ctypes.get_errno()))
os.execv(sys.argv[1], sys.argv[1:])
