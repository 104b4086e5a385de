//! Wire format between the gateway and the head unit.
#![no_std]
