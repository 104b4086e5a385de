//! The policy's taxonomy: which subjects speech may lead to, which only a statement, and which nothing.
//!
//! Source: IAB Audience Taxonomy 1.1 rows, one line each: `tag,iab_audience_id,iab_name,class,life_days,ends_on,
//! reason`. Promises that a denied (R16) or declared-only (R17) row has no number that a word could carry: only
//! [`Taxonomy::allowed`] rows are numbered.

use crate::error::{Error, Place, Problem};
use crate::tables::Word;

const HEADER: &str = "tag,iab_audience_id,iab_name,class,life_days,ends_on,reason";

/// What may lead to a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Speech may, with consent.
    Allowed,
    /// Only the person's own statement.
    Declared,
    /// Nothing.
    Denied,
}

impl Class {
    fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allow",
            Self::Declared => "declared",
            Self::Denied => "deny",
        }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Sordina's name for it.
    pub tag: String,
    /// Number in the IAB Audience Taxonomy 1.1.
    pub iab: u16,
    /// What may lead to it.
    pub class: Class,
    /// Days until it ends by itself.
    pub life_days: u16,
    /// Occurrences that end it at once: `trip_end`, `purchase`.
    pub ends_on: Vec<String>,
}

/// A denied row. Having one tells you that the taxonomy denies it, and nothing that could become a tag: it is no
/// number of an allowed row, and nothing makes one from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeniedRow(String);

impl DeniedRow {
    /// Its name in the taxonomy.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// All rows.
#[derive(Clone, Debug, Default)]
pub struct Taxonomy {
    rows: Vec<Row>,
}

impl Taxonomy {
    /// Reads the CSV file `name` with these contents.
    pub fn parse(name: &str, contents: &str) -> Result<Self, Error> {
        let mut taxonomy = Self::default();
        let mut lines = contents.lines().enumerate();
        if lines.next().is_none_or(|(_, header)| header != HEADER) {
            return Err(at(name, 1, Problem::Syntax(format!("the first line must be {HEADER}"))));
        }
        for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let row = row(line).map_err(|problem| at(name, index + 1, problem))?;
            if taxonomy.rows.iter().any(|known| known.tag == row.tag || known.iab == row.iab) {
                return Err(at(
                    name,
                    index + 1,
                    Problem::Syntax(format!("{} or its IAB row stands twice", row.tag)),
                ));
            }
            taxonomy.rows.push(row);
        }
        Ok(taxonomy)
    }

    /// The rows that speech may lead to, in the order of their numbers.
    pub fn allowed(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.class == Class::Allowed)
    }

    /// The rows that only a person's own statement leads to (R17), in their order.
    pub fn declared(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.class == Class::Declared)
    }

    /// The denied rows, in their order.
    pub fn denied(&self) -> impl Iterator<Item = DeniedRow> {
        let denied = self.rows.iter().filter(|row| row.class == Class::Denied);
        denied.map(|row| DeniedRow(row.tag.clone()))
    }

    /// The denied row of this name.
    pub fn denied_row(&self, name: &str) -> Result<DeniedRow, Problem> {
        let known = self.rows.iter().find(|row| row.tag == name);
        match known.ok_or_else(|| Problem::UnknownTag(name.to_owned()))?.class {
            Class::Denied => Ok(DeniedRow(name.to_owned())),
            class => Err(Problem::NotDenied { row: name.to_owned(), class: class.name() }),
        }
    }

    /// What may lead to the row of this name.
    #[must_use]
    pub fn class(&self, name: &str) -> Option<Class> {
        self.rows.iter().find(|row| row.tag == name).map(|row| row.class)
    }

    /// Number of an allowed tag.
    pub fn number(&self, tag: &str) -> Result<u8, Problem> {
        let known = self.rows.iter().find(|row| row.tag == tag);
        let row = known.ok_or_else(|| Problem::UnknownTag(tag.to_owned()))?;
        let number = self.allowed().position(|row| row.tag == tag);
        let number = number.ok_or(Problem::NotInferable { tag: tag.to_owned(), class: row.class.name() })?;
        // The highest numbers are the markers of words that lead to no tag.
        let number = u8::try_from(number).ok().filter(|number| *number < Word::DENIED);
        number.ok_or(Problem::TooMany("tags"))
    }
}

fn at(file: &str, line: usize, problem: Problem) -> Error {
    Error { place: Some(Place { file: file.to_owned(), line }), problem }
}

fn row(line: &str) -> Result<Row, Problem> {
    let [tag, iab, _, class, days, ends_on, _] = <[String; 7]>::try_from(cells(line))
        .map_err(|cells| Problem::Syntax(format!("{} cells where 7 are needed", cells.len())))?;
    let number =
        |cell: &str| cell.parse().map_err(|_| Problem::Syntax(format!("\"{cell}\" is not a number")));
    let class = match class.as_str() {
        "allow" => Class::Allowed,
        "declared" => Class::Declared,
        "deny" => Class::Denied,
        other => return Err(Problem::Syntax(format!("class \"{other}\" is none of allow, declared, deny"))),
    };
    let ends_on: Vec<String> = ends_on.split(';').filter(|end| !end.is_empty()).map(str::to_owned).collect();
    if let Some(end) = ends_on.iter().find(|end| !["trip_end", "purchase"].contains(&end.as_str())) {
        return Err(Problem::Syntax(format!("ends_on \"{end}\" is neither trip_end nor purchase")));
    }
    Ok(Row { iab: number(&iab)?, life_days: number(&days)?, tag, class, ends_on })
}

/// Cells of a line; a quoted cell may hold commas.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(letter)),
        }
    }
    cells
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn small() -> Taxonomy {
        let text = format!(
            "{HEADER}\ndeny.law,526,News | Law,deny,0,,\"separation, crime\"\ntravel.camping,725,Camping,allow,14,\
             trip_end;purchase,plan\nfitness,408,Fitness,declared,28,,health\nmovies,467,Movies,allow,7,purchase,\n"
        );
        Taxonomy::parse("t.csv", &text).expect("a sound file")
    }

    #[test]
    fn only_allowed_rows_have_a_number() {
        let taxonomy = small();
        assert_eq!(taxonomy.number("travel.camping"), Ok(0));
        assert_eq!(taxonomy.number("movies"), Ok(1));
        assert!(matches!(taxonomy.number("deny.law"), Err(Problem::NotInferable { class: "deny", .. })));
        assert!(matches!(taxonomy.number("fitness"), Err(Problem::NotInferable { class: "declared", .. })));
        assert_eq!(taxonomy.number("golf"), Err(Problem::UnknownTag("golf".to_owned())));
    }

    #[test]
    fn only_denied_rows_can_be_denied() {
        let taxonomy = small();
        assert_eq!(taxonomy.denied_row("deny.law").as_ref().map(DeniedRow::name), Ok("deny.law"));
        assert!(matches!(taxonomy.denied_row("movies"), Err(Problem::NotDenied { class: "allow", .. })));
        assert!(matches!(taxonomy.denied_row("fitness"), Err(Problem::NotDenied { class: "declared", .. })));
        assert_eq!(taxonomy.denied().count(), 1);
    }

    #[test]
    fn a_bad_cell_is_named_with_its_line() {
        let text = format!("{HEADER}\nmovies,many,Movies,allow,7,,\n");
        let error = Taxonomy::parse("t.csv", &text).expect_err("not a number").to_string();
        assert!(error.starts_with("t.csv:2: \"many\" is not a number"), "{error}");
    }
}
