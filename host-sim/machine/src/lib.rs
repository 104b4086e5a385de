//! A simulated board, stricter than hardware.
