//! What a tag can be about, by who may say so. Denied rows have no type here: nothing can name one (R16).

use crate::policy::{INFERABLE_COUNT, INTEREST_COUNT, SUBJECTS};
use sordina_hal::UnixSeconds;
use sordina_lexicon::SubjectRow;

/// One UTC day: days since 1970-01-01. The only time that a tag carries (R20).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub u16);

impl Epoch {
    /// The day of a moment; days past the year 2149 stay the last one.
    #[must_use]
    pub fn of(time: UnixSeconds) -> Self {
        Self(u16::try_from(time.0 / 86_400).unwrap_or(u16::MAX))
    }

    /// The day so many days later.
    #[must_use]
    pub const fn plus(self, days: u16) -> Self {
        Self(self.0.saturating_add(days))
    }
}

/// A subject of the policy: an interest, or a preference. A person may state any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(u8);

impl Subject {
    /// Number of subjects.
    pub const COUNT: usize = SUBJECTS.len();

    /// All subjects, in the order of the policy.
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..).take(Self::COUNT).map(Self)
    }

    /// The subject with this number in the IAB Audience Taxonomy 1.1, or this preference. `None` for every denied row.
    #[must_use]
    pub fn by_number(number: u16) -> Option<Self> {
        Self::all().find(|subject| subject.row().iab == number)
    }

    /// The subject of this name.
    #[must_use]
    pub fn by_tag(tag: &str) -> Option<Self> {
        Self::all().find(|subject| subject.row().tag == tag)
    }

    /// Its row of the policy.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "made only below the number of subjects")]
    pub const fn row(self) -> &'static SubjectRow {
        &SUBJECTS[self.0 as usize]
    }

    /// Its place in the policy, below [`Self::COUNT`].
    #[must_use]
    pub const fn place(self) -> u8 {
        self.0
    }

    /// Whether it is a preference: about the drive, not about the person.
    #[must_use]
    pub const fn is_preference(self) -> bool {
        self.0 as usize >= INTEREST_COUNT
    }
}

/// A subject that speech may lead to. Declared-only rows and preferences cannot become one (R17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inferable(u8);

impl Inferable {
    /// The subject that a word of the lexicon is evidence for; `None` for anything else.
    #[must_use]
    pub(super) fn of_word(row: usize) -> Option<Self> {
        u8::try_from(row).ok().filter(|_| row < INFERABLE_COUNT).map(Self)
    }

    /// The subject.
    #[must_use]
    pub const fn subject(self) -> Subject {
        Subject(self.0)
    }
}

/// A coarse subject of one drive. Having one tells you that the drive's words met the rule of R19: only
/// [`super::Evidence`] makes it, and only for rows that speech may lead to (R15 to R17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    of: Inferable,
    epoch: Epoch,
}

impl Tag {
    pub(super) const fn new(of: Inferable, epoch: Epoch) -> Self {
        Self { of, epoch }
    }

    /// What it is about.
    #[must_use]
    pub const fn subject(self) -> Subject {
        self.of.subject()
    }

    /// The day on which the drive ended.
    #[must_use]
    pub const fn epoch(self) -> Epoch {
        self.epoch
    }

    /// The day on which it has ended by itself (R22).
    #[must_use]
    pub const fn until(self) -> Epoch {
        self.epoch.plus(self.subject().row().life_days)
    }
}

/// A set of subjects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subjects(u64);

const _: () = assert!(Subject::COUNT <= 64, "a set of subjects is 64 bits");

impl Subjects {
    /// The set with `subject` added.
    #[must_use]
    pub const fn with(self, subject: Subject) -> Self {
        Self(self.0 | 1 << subject.0)
    }

    /// The set with `subject` taken out.
    #[must_use]
    pub const fn without(self, subject: Subject) -> Self {
        Self(self.0 & !(1 << subject.0))
    }

    /// Whether `subject` is in the set.
    #[must_use]
    pub const fn contains(self, subject: Subject) -> bool {
        self.0 & 1 << subject.0 != 0
    }

    /// The set as bits, for the journal.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The set of bits that [`Self::bits`] gave; what the policy no longer has is left out.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits & (u64::MAX >> (64 - Subject::COUNT)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn denied_rows_have_no_subject_and_declared_ones_no_word() {
        for denied in [1, 381, 466, 550, 522, 526, 534, 338, 354, 752] {
            assert_eq!(Subject::by_number(denied), None);
        }
        let parenting = Subject::by_number(350).expect("declared");
        assert_eq!(parenting.row().tag, "family.parenting");
        assert_eq!(Inferable::of_word(parenting.place().into()), None);
        assert!(Subject::all().filter(|subject| subject.is_preference()).count() >= 1);
    }

    #[test]
    fn subjects_are_found_by_number_and_by_name() {
        for subject in Subject::all() {
            assert_eq!(Subject::by_number(subject.row().iab), Some(subject));
            assert_eq!(Subject::by_tag(subject.row().tag), Some(subject));
            let only = Subjects::default().with(subject);
            assert!(only.contains(subject) && Subjects::from_bits(only.bits()) == only);
            assert_eq!(only.without(subject), Subjects::default());
            assert_eq!(only.with(subject), only);
        }
        assert_eq!(Subjects::from_bits(u64::MAX).bits().count_ones() as usize, Subject::COUNT);
    }
}
