//! Dot-product kernels of the spotter, one per architecture, behind safe functions.
#![no_std]
