//! What a hostile head unit sends (R38): no panic, at most one message per frame, and every message comes back from its own frame.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sordina_link::{LONGEST_FRAME, Receiver, Sender, Side};

fuzz_target!(|bytes: &[u8]| {
    for side in [Side::Gateway, Side::HeadUnit] {
        let mut receiver = Receiver::new(side);
        for byte in bytes {
            let Some(message) = receiver.push(*byte) else { continue };
            assert_eq!(message.is_for(), side);
            let mut buffer = [0; LONGEST_FRAME];
            let mut sender = Sender::new();
            let mut fresh = Receiver::new(side);
            let again = sender.frame(message, &mut buffer).iter().find_map(|byte| fresh.push(*byte));
            assert_eq!(again, Some(message));
        }
    }
});
