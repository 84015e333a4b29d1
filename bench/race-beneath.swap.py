"""Exchanges two names in an endless loop, atomically. Usage: race-beneath.swap.py NAME NAME"""
import ctypes
import os
import sys

AT_FDCWD = -100
RENAME_EXCHANGE = 2

libc = ctypes.CDLL(None, use_errno=True)
one, two = (os.fsencode(name) for name in sys.argv[1:3])
parent = os.getppid()

if libc.renameat2(AT_FDCWD, one, AT_FDCWD, two, RENAME_EXCHANGE) != 0:
    sys.exit(3)
print("exchanging", flush=True)
while os.getppid() == parent:
    for _ in range(1000):
        libc.renameat2(AT_FDCWD, one, AT_FDCWD, two, RENAME_EXCHANGE)
