//! The line to the head unit: two queues of bytes.

use embedded_io::{Error, ErrorKind, ErrorType, Read, ReadReady, Write};
use std::collections::VecDeque;

/// The line did something that the contract of [`sordina_hal::Machine::Link`] does not cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// A read without [`ReadReady`]: a board would wait here for ever, and the gate with it.
    WouldWait,
    /// Nobody is at the other end.
    Unplugged,
}

impl core::fmt::Display for LinkError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::WouldWait => "read from the simulated link without data; ask `read_ready` first",
            Self::Unplugged => "the simulated link is unplugged; clear `is_unplugged` to connect it",
        })
    }
}

impl core::error::Error for LinkError {}

impl Error for LinkError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::WouldWait => ErrorKind::TimedOut,
            Self::Unplugged => ErrorKind::NotConnected,
        }
    }
}

/// The gateway's end implements `embedded-io`; the head unit's end is [`Link::send`] and [`Link::take`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// From the head unit, not yet read by the gateway.
    pub to_gateway: VecDeque<u8>,
    /// From the gateway, not yet taken by the head unit.
    pub to_head_unit: Vec<u8>,
    /// Every access by the gateway fails.
    pub is_unplugged: bool,
}

impl Link {
    /// The head unit sends bytes.
    pub fn send(&mut self, bytes: &[u8]) {
        self.to_gateway.extend(bytes);
    }

    /// The head unit takes everything that the gateway has written since the last time.
    #[must_use = "bytes that are taken are gone from the link"]
    pub fn take(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.to_head_unit)
    }

    fn connected(&self) -> Result<(), LinkError> {
        if self.is_unplugged { Err(LinkError::Unplugged) } else { Ok(()) }
    }
}

impl ErrorType for Link {
    type Error = LinkError;
}

impl ReadReady for Link {
    fn read_ready(&mut self) -> Result<bool, LinkError> {
        self.connected().map(|()| !self.to_gateway.is_empty())
    }
}

impl Read for Link {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, LinkError> {
        self.connected()?;
        if self.to_gateway.is_empty() && !buffer.is_empty() {
            return Err(LinkError::WouldWait);
        }
        let length = buffer.len().min(self.to_gateway.len());
        for (to, from) in buffer.iter_mut().zip(self.to_gateway.drain(..length)) {
            *to = from;
        }
        Ok(length)
    }
}

impl Write for Link {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, LinkError> {
        self.connected()?;
        self.to_head_unit.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), LinkError> {
        self.connected()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_without_data_is_an_error_where_a_board_would_hang() {
        let mut link = Link::default();
        assert_eq!(link.read(&mut [0]), Err(LinkError::WouldWait));
        link.send(&[1, 2, 3]);
        let mut buffer = [0; 2];
        assert_eq!((link.read(&mut buffer), buffer), (Ok(2), [1, 2]));
        assert_eq!(link.read_ready(), Ok(true));
    }

    #[test]
    fn what_is_taken_is_taken_once() {
        let mut link = Link::default();
        link.write_all(&[7, 8]).unwrap();
        assert_eq!(link.take(), [7, 8]);
        assert!(link.take().is_empty());
        link.is_unplugged = true;
        assert_eq!(link.write(&[1]), Err(LinkError::Unplugged));
    }
}
