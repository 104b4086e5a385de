//! The journal outside of the device: as sentences for people, as consent records for auditors, and checked.
//!
//! The device keeps 48 bytes per entry. Everything else that an auditor reads (who the controller is, what the notice
//! said, what the purpose is) is rendered from those bytes and the policy, here; so a file that shows something else than
//! its own bytes say is found by rendering it again.

mod check;
mod document;
mod kept;
mod line;
mod party;
mod says;
mod wish;

pub(crate) use check::{Verdict, check};
pub(crate) use document::Document;
pub(crate) use kept::Kept;
pub(crate) use line::line;

/// Lower-case hexadecimal digits, two per byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of hexadecimal digits.
pub(crate) fn bytes_of_hex(digits: &str) -> Option<Vec<u8>> {
    let is_hex = digits.len().is_multiple_of(2) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let pairs = (0..digits.len() / 2).map(|place| digits.get(2 * place..2 * place + 2));
    is_hex.then(|| pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect())?
}
