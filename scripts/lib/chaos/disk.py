"""A small file system of its own for the store, in memory, that can be filled and freed."""

import ctypes
import os
import pathlib

MNT_DETACH = 2
C = ctypes.CDLL(None, use_errno=True)


class Disk:
    def __init__(self, folder, megabytes):
        self.folder = pathlib.Path(folder)
        self.filler = self.folder / "filler"
        self.folder.mkdir()
        if C.mount(b"none", os.fsencode(self.folder), b"tmpfs", 0, f"size={megabytes}m,mode=700".encode()) != 0:
            number = ctypes.get_errno()
            self.folder.rmdir()
            raise OSError(number, os.strerror(number), str(self.folder))

    def fill(self):
        """Not a byte is left."""
        file = os.open(self.filler, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            for size in (1 << 20, 4096, 1):
                block = bytes(size)
                try:
                    while os.write(file, block):
                        pass
                except OSError:
                    pass
        finally:
            os.close(file)

    def free(self):
        self.filler.unlink(missing_ok=True)

    def end(self):
        C.umount2(os.fsencode(self.folder), MNT_DETACH)
        self.folder.rmdir()
