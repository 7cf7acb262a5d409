"""From a file to located passages; knows nothing about vectors, models or screens."""

import os

# Before numpy is first imported: our products of matrices are small, and a second BLAS thread only spins. Measured on two busy
# cores: a warm question takes 18 ms of processor time with one thread, 60 ms with two.
ONE_THREAD = os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
