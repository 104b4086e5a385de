//! `subjects.toml`: what people call each subject, and the preferences that a person may state.
//!
//! ```toml
//! [[preference]]
//! tag = "prefer.quiet_ride"
//! number = 61440              # 61440 or more: none of the IAB's; never given to another one
//! life_days = 180             # the longest time for which it may be stated
//! name = { es = "…", en = "…" }
//!
//! [[subject]]
//! tag = "travel.camping"      # a row of taxonomy.csv that is not denied
//! name = { es = "campamento", en = "camping" }
//! ```
//!
//! Refuses a subject without a name in both languages, and a name for what can never be a subject (R16).

use serde::Deserialize;
use toml::Spanned;

use crate::error::{Error, Place, Problem};
use crate::taxonomy::{Class, Row, Taxonomy};

/// The first number that the IAB's taxonomies do not reach.
const FIRST_NUMBER: u16 = 61_440;

/// Something that a person can be told to be interested in, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The row; of a preference, its own.
    pub row: Row,
    /// Rioplatense Spanish.
    pub es: String,
    /// English.
    pub en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(default)]
    preference: Vec<TypedPreference>,
    #[serde(default)]
    subject: Vec<TypedSubject>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedPreference {
    tag: Spanned<String>,
    number: Spanned<u16>,
    life_days: u16,
    name: Name,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedSubject {
    tag: Spanned<String>,
    name: Name,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    es: String,
    en: String,
}

/// Every subject: the rows that speech may lead to, then those that are only declared, then the preferences.
///
/// # Errors
/// The first mistake, with its line.
pub fn parse(name: &str, contents: &str, taxonomy: &Taxonomy) -> Result<Vec<Subject>, Error> {
    let typed: Typed = crate::file::read_toml(name, contents)?;
    let at = |offset: usize, problem| Error { place: Some(Place::at(name, contents, offset)), problem };
    let rows = taxonomy.allowed().chain(taxonomy.declared());
    let mut subjects =
        rows.map(|row| named(row, &typed.subject)).collect::<Result<Vec<_>, _>>().map_err(|tag| {
            let problem = Problem::Syntax(format!("{tag} has no name in both languages"));
            at(contents.len(), problem)
        })?;
    if let Some(stray) =
        typed.subject.iter().find(|named| !subjects.iter().any(|known| known.row.tag == *named.tag.get_ref()))
    {
        let problem = Problem::UnknownTag(stray.tag.get_ref().clone());
        return Err(at(stray.tag.span().start, problem));
    }
    for preference in typed.preference {
        let number = *preference.number.get_ref();
        if number < FIRST_NUMBER || subjects.iter().any(|known| known.row.iab == number) {
            let what = format!("number {number} is below {FIRST_NUMBER} or stands twice");
            return Err(at(preference.number.span().start, Problem::Syntax(what)));
        }
        let Name { es, en } = preference.name;
        let (tag, life_days, ends_on) = (preference.tag.into_inner(), preference.life_days, Vec::new());
        let row = Row { tag, iab: number, class: Class::Declared, life_days, ends_on };
        subjects.push(Subject { row, es, en });
    }
    Ok(subjects)
}

/// The row with its name; its tag if it has none.
fn named(row: &Row, names: &[TypedSubject]) -> Result<Subject, String> {
    let found = names.iter().find(|named| *named.tag.get_ref() == row.tag);
    let said =
        found.filter(|named| [&named.name.es, &named.name.en].iter().all(|name| !name.trim().is_empty()));
    let Some(TypedSubject { name: Name { es, en }, .. }) = said else { return Err(row.tag.clone()) };
    Ok(Subject { row: row.clone(), es: es.clone(), en: en.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::tests::small;

    const NAMES: &str = "[[subject]]\ntag = \"travel.camping\"\nname = { es = \"campamento\", en = \"camping\" }\n\
                         [[subject]]\ntag = \"movies\"\nname = { es = \"cine\", en = \"films\" }\n\
                         [[subject]]\ntag = \"fitness\"\nname = { es = \"ejercicio\", en = \"exercise\" }\n";

    fn preference(number: u16) -> String {
        let name = "name = { es = \"tranquilo\", en = \"quiet\" }";
        format!("[[preference]]\ntag = \"prefer.quiet\"\nnumber = {number}\nlife_days = 9\n{name}\n{NAMES}")
    }

    #[test]
    fn subjects_stand_in_the_order_of_their_classes() {
        let subjects = parse("s.toml", &preference(61_440), &small()).expect("sound");
        let tags: Vec<&str> = subjects.iter().map(|subject| subject.row.tag.as_str()).collect();
        assert_eq!(tags, ["travel.camping", "movies", "fitness", "prefer.quiet"]);
    }

    #[test]
    fn a_subject_without_a_name_and_a_name_for_nothing_are_refused() {
        let complaint = |text: &str| parse("s.toml", text, &small()).expect_err("faulty").to_string();
        assert!(complaint(&NAMES.replace("movies", "films")).contains("movies has no name"));
        assert!(complaint(&NAMES.replace("\"cine\"", "\" \"")).contains("movies has no name"));
        let denied = format!("{NAMES}[[subject]]\ntag = \"deny.law\"\nname = {{ es = \"a\", en = \"b\" }}\n");
        assert!(
            complaint(&denied).starts_with("s.toml:11: unknown tag \"deny.law\""),
            "{}",
            complaint(&denied)
        );
        assert!(complaint(&preference(725)).starts_with("s.toml:3: "));
    }
}
