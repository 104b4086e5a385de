//! Sordina: a microphone firewall for cars.
#![no_std]

pub mod audio;
pub mod spotter;
