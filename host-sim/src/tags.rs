//! Subjects of the policy by what points at them, and what people call them.

use crate::language::Language;
use sordina::interest::Subject;
use sordina::policy::{SUBJECT_NAMES, SUBJECTS};
use sordina_lexicon::SubjectRow;

/// The row that a word is evidence for.
pub(crate) fn by_row(row: u8) -> Option<&'static SubjectRow> {
    SUBJECTS.get(usize::from(row))
}

/// The row that an answer or a record names.
pub(crate) fn by_id(number: u16) -> Option<&'static SubjectRow> {
    SUBJECTS.iter().find(|row| row.iab == number)
}

/// What people call a subject, as in "You talked about camping".
pub(crate) fn name(subject: Subject, language: Language) -> &'static str {
    SUBJECT_NAMES.get(usize::from(subject.place())).map_or("?", |name| language.pick(name.en, name.es))
}
