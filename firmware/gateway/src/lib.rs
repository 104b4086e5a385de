//! Sordina: a microphone firewall for cars.
#![no_std]
