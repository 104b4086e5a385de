//! Rows of the taxonomy by what points at them. The one place that knows the policy's tables.

use sordina::policy::TAXONOMY;
use sordina_lexicon::TagRow;

/// The row that a word is evidence for.
pub(crate) fn by_row(row: u8) -> Option<&'static TagRow> {
    TAXONOMY.get(usize::from(row))
}

/// The row that an answer names.
pub(crate) fn by_id(iab_audience_id: u16) -> Option<&'static TagRow> {
    TAXONOMY.iter().find(|row| row.iab == iab_audience_id)
}
