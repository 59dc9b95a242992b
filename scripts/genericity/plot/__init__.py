"""Figures of result files."""

import os

# HDF5 reads this when it is loaded. Results are replaced as a whole, never changed, so that readers need no locks; and
# there are file systems that have none.
os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")
