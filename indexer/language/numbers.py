"""What arrays are called, by the type of the numbers in them; of one dimension where nothing else is said."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
UInt32s = NDArray[np.uint32]
UInt64s = NDArray[np.uint64]
Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

Unsigned = NDArray[Any]
"""Whole numbers from 0 of whatever type is wide enough: uint8, uint16 or uint32."""
