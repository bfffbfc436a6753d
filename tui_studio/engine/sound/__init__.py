"""The sound process: the device and the callback, alone with an interpreter of their own.

Whoever holds an interpreter's lock makes the callback wait, and may himself be put aside by the system while he holds
it. So the engine keeps everything else (files, requests, the studio) in its main process and hands the sound process
what it needs: rings in common memory, and plans.
"""
