//! Who may get anything, who answers, and what each level of trust means (R32, R33). `policy/recipients.toml`.

use super::Sentence;
use super::consent::{RECIPIENT_TEXTS, RECIPIENTS};

/// A recipient by its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// What journal and link call it; 0 is the car's own screen.
    pub number: u8,
    /// It may speak inside the car.
    pub uses_car: bool,
    /// It may also write to the person's phone, at level 3 only.
    pub uses_phone: bool,
    /// The level to which a person can raise it.
    pub highest_level: u8,
    /// Subjects that it may receive, one bit each, by their place in the policy. No two recipients share one.
    pub subjects: u64,
}

impl Recipient {
    /// Number of recipients.
    pub const COUNT: usize = RECIPIENTS.len();
    /// The car's own screen. It is no third party: it hears what no other recipient may.
    pub const CAR_SCREEN: u8 = 0;
    /// The level of the car's own screen, which the consent itself names. A person can lower it.
    pub const CAR_SCREEN_LEVEL: u8 = 2;
    /// The level from which a recipient may use another channel than the car (R23).
    pub const PHONE_LEVEL: u8 = 3;

    /// All of it, to be summed up.
    pub(crate) const fn to_bytes(self) -> [u8; 11] {
        let [a, b, c, d, e, f, g, h] = self.subjects.to_le_bytes();
        let channels = self.uses_car as u8 | (self.uses_phone as u8) << 1;
        [self.number, channels, self.highest_level, a, b, c, d, e, f, g, h]
    }

    /// The recipient with this number.
    #[must_use]
    pub fn by_number(number: u8) -> Option<&'static Self> {
        RECIPIENTS.iter().find(|recipient| recipient.number == number)
    }

    /// The one recipient, besides the car's own screen, that may receive this subject.
    #[must_use]
    pub fn of_subject(place: u8) -> Option<u8> {
        let named = RECIPIENTS.iter().find(|recipient| place < 64 && recipient.subjects >> place & 1 == 1);
        named.map(|recipient| recipient.number)
    }

    /// Those who take turns at being told interests, in the order of their turns: the car's own screen, and whoever has
    /// subjects.
    pub fn in_turn() -> impl Iterator<Item = &'static Self> {
        RECIPIENTS.iter().filter(|recipient| recipient.number == Self::CAR_SCREEN || recipient.subjects != 0)
    }

    /// What people read about it. Using this links the texts of all recipients.
    #[must_use]
    pub fn text(&self) -> Option<&'static RecipientText> {
        RECIPIENT_TEXTS.iter().find(|text| text.number == self.number)
    }
}

/// What people read about a recipient, and the party fields of a consent record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecipientText {
    /// Number of the recipient.
    pub number: u8,
    /// Its name in the policy.
    pub id: &'static str,
    /// `party_name`.
    pub name: Sentence,
    /// `party_role`, a term of the W3C DPV.
    pub role: &'static str,
    /// What it receives at most.
    pub receives: Sentence,
    /// `party_address`.
    pub address: &'static str,
    /// `party_contact`.
    pub contact: Contact,
}

/// A person who can be reached (R32).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Her role, as one would ask for her.
    pub role: Sentence,
    /// `party_email`, or empty.
    pub email: &'static str,
    /// `party_phone`, or empty.
    pub phone: &'static str,
}

/// One level of trust, stranger to intimate (R33).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// 0 to 3.
    pub number: u8,
    /// What people call it.
    pub name: Sentence,
    /// What a recipient at this level may receive at most.
    pub may_receive: Sentence,
}
