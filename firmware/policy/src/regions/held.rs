//! One row of `regions.toml`, held against the region that it lies in.

use super::{
    Error, FLOOR, Number, Problem, Purpose, Reader, Region, Ruled, Spanned, TypedRegion, TypedRuled, filled,
    places,
};

/// The region of a row; `before` are the rows above it.
pub(super) fn region(
    reader: &Reader<'_>,
    row: &Spanned<TypedRegion>,
    before: &[Region],
    purposes: &[Purpose],
) -> Result<Region, Error> {
    let typed = row.get_ref();
    let id = filled(reader, "id", &typed.id)?;
    let parent = parent(reader, typed, before)?;
    let unnumbered = || reader.at(&typed.id, Problem::Unnumbered(id.clone()));
    let jurisdiction = match &typed.jurisdiction {
        Some(term) => filled(reader, "jurisdiction", term)?,
        None if parent.is_none() => String::new(),
        None => return Err(reader.at(&typed.id, Problem::Empty(format!("jurisdiction of \"{id}\"")))),
    };
    let held = Held { reader, id: &typed.id, parent };
    let rows = numbers(typed);
    let start =
        |row: Option<&Spanned<TypedRuled<u16>>>| row.map_or(typed.id.span().start, |row| row.span().start);
    let [consent, unused, again, answer, age] = rows;
    Ok(Region {
        number: *typed.number.as_ref().ok_or_else(unnumbered)?.get_ref(),
        name: reader.sentence("name", &typed.name)?,
        jurisdiction,
        authority: reader.sentence("authority", &typed.authority)?,
        numbers: [
            held.number(Number::ConsentDays, consent)?,
            held.number(Number::UnusedDays, unused)?,
            held.number(Number::AskAgainDays, again)?,
            held.number(Number::AnswerSeconds, answer)?,
            held.number(Number::Age, age)?,
        ],
        ask_every_drive: held.every_drive(typed.ask_every_drive.as_ref())?,
        purposes: held.purposes(typed.purposes.as_ref(), purposes)?,
        offsets: rows.map(start),
        id,
    })
}

fn numbers(typed: &TypedRegion) -> [Option<&Spanned<TypedRuled<u16>>>; Number::ALL.len()] {
    let TypedRegion { consent_days, unused_days, ask_again_days, answer_seconds, age, .. } = typed;
    [consent_days, unused_days, ask_again_days, answer_seconds, age].map(Option::as_ref)
}

/// The region that the row lies in; none for the floor, which must be first.
fn parent<'a>(
    reader: &Reader<'_>,
    typed: &TypedRegion,
    before: &'a [Region],
) -> Result<Option<&'a Region>, Error> {
    let Some(floor) = before.first() else {
        let is_floor = typed.id.get_ref() == FLOOR && typed.within.is_none();
        return if is_floor { Ok(None) } else { Err(reader.at(&typed.id, Problem::NoFloor)) };
    };
    let Some(within) = &typed.within else { return Ok(Some(floor)) };
    let ids: Vec<&str> = before.iter().map(|region| region.id.as_str()).collect();
    Ok(before.get(reader.one_of("within", within, &ids)?))
}

/// What a row's values are held against.
struct Held<'a> {
    reader: &'a Reader<'a>,
    id: &'a Spanned<String>,
    parent: Option<&'a Region>,
}

impl Held<'_> {
    fn number(&self, number: Number, typed: Option<&Spanned<TypedRuled<u16>>>) -> Result<Ruled<u16>, Error> {
        let above = |parent: &Region| parent.numbers.get(number as usize).cloned();
        let Some(row) = typed else { return self.inherited(number.key(), above) };
        let key = number.key();
        let value = *row.get_ref().value.get_ref();
        let (least, most) = number.range();
        let source = self.source(key, row)?;
        if let Some(parent) = self.parent.filter(|parent| number.is_looser(value, parent.number(number))) {
            let bound = format!(
                "{} or {}",
                parent.number(number),
                if number.more_is_stricter() { "more" } else { "less" }
            );
            return Err(self.looser(key, row, value.to_string(), bound));
        }
        if !(least..=most).contains(&value) {
            let problem = Problem::OutOfRange { key, value, least, most };
            return Err(self.reader.at(&row.get_ref().value, problem));
        }
        Ok(Ruled { value, source, inherited_from: None })
    }

    fn every_drive(&self, typed: Option<&Spanned<TypedRuled<bool>>>) -> Result<Ruled<bool>, Error> {
        let key = "ask_every_drive";
        let Some(row) = typed else {
            return self.inherited(key, |parent| Some(parent.ask_every_drive.clone()));
        };
        let value = *row.get_ref().value.get_ref();
        let source = self.source(key, row)?;
        if !value && self.parent.is_some_and(|parent| parent.ask_every_drive.value) {
            return Err(self.looser(key, row, value.to_string(), "true".to_owned()));
        }
        Ok(Ruled { value, source, inherited_from: None })
    }

    fn purposes(
        &self,
        typed: Option<&Spanned<TypedRuled<Vec<Spanned<String>>>>>,
        purposes: &[Purpose],
    ) -> Result<Ruled<Vec<usize>>, Error> {
        let key = "purposes";
        let Some(row) = typed else { return self.inherited(key, |parent| Some(parent.purposes.clone())) };
        let ids: Vec<&str> = purposes.iter().map(|purpose| purpose.id.as_str()).collect();
        let value = places(self.reader, key, row.get_ref().value.get_ref(), &ids)?;
        let source = self.source(key, row)?;
        let allowed = self.parent.map(|parent| &parent.purposes.value);
        if let Some(allowed) = allowed.filter(|allowed| value.iter().any(|number| !allowed.contains(number)))
        {
            let names = |numbers: &[usize]| {
                let names: Vec<&str> =
                    numbers.iter().filter_map(|number| ids.get(*number).copied()).collect();
                format!("[{}]", names.join(", "))
            };
            return Err(self.looser(key, row, names(&value), format!("at most {}", names(allowed))));
        }
        Ok(Ruled { value, source, inherited_from: None })
    }

    fn inherited<T>(
        &self,
        key: &'static str,
        above: impl FnOnce(&Region) -> Option<Ruled<T>>,
    ) -> Result<Ruled<T>, Error> {
        let open = || self.reader.at(self.id, Problem::OpenFloor(key));
        let parent = self.parent.ok_or_else(open)?;
        let ruled = above(parent).ok_or_else(open)?;
        let from = ruled.inherited_from.or_else(|| Some(parent.id.clone()));
        Ok(Ruled { inherited_from: from, ..ruled })
    }

    fn source<T>(&self, key: &'static str, row: &Spanned<TypedRuled<T>>) -> Result<String, Error> {
        match &row.get_ref().source {
            Some(source) if !source.get_ref().trim().is_empty() => {
                Ok(crate::text::one_line(source.get_ref()))
            }
            Some(source) => Err(self.reader.at(source, Problem::NoSource(key))),
            None => Err(self.reader.at(row, Problem::NoSource(key))),
        }
    }

    fn looser<T>(
        &self,
        key: &'static str,
        row: &Spanned<TypedRuled<T>>,
        value: String,
        bound: String,
    ) -> Error {
        let than = self.parent.map_or(String::new(), |parent| parent.id.clone());
        self.reader.at(&row.get_ref().value, Problem::Looser { key, value, than, bound })
    }
}
