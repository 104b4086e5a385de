//! An entry as a sentence for people.

use super::wish;
use crate::date::Date;
use crate::language::Language;
use crate::story::{person, purposes, why};
use sordina::consent::{Profile, Profiles};
use sordina::journal::{Cause, Content, Entry, Kind};
use sordina::policy::Notice;

/// What an entry says, and on which day.
pub(crate) fn line(entry: &Entry, language: Language) -> String {
    let content = entry.content();
    let said = match content.carried() {
        None => sentence(content.kind, content, language),
        Some(kind) => {
            let (said, record) = (sentence(kind, content, language), content.rests_on);
            language.pick(format!("{said} (record {record})"), format!("{said} (registro {record})"))
        }
    };
    if content.day.0 == 0 { said } else { format!("{}  {said}", Date::from(content.day)) }
}

fn sentence(kind: Kind, content: &Content, language: Language) -> String {
    let what = purposes(content.purposes, language);
    match kind {
        Kind::Given | Kind::Renewed => given(kind, content, language),
        Kind::Refused => language.pick(
            format!("{} said no to {what}", who(content, language)),
            format!("{} dijo que no a {what}", who(content, language)),
        ),
        Kind::Withdrawn => language.pick(
            format!("{} withdrew {what}", who(content, language)),
            format!("{} retiró {what}", who(content, language)),
        ),
        Kind::Expired | Kind::Invalidated | Kind::Revoked => ended(kind, content, language),
        Kind::Opened => {
            let names = profiles(content.profiles, language);
            language.pick(
                format!("the gate opened for {what}, on the consent of {names}"),
                format!("se abrió para {what}, con permiso de {names}"),
            )
        }
        Kind::Closed => {
            let why = content.reason().map_or("?", |reason| why(reason, language));
            language
                .pick(format!("the gate closed for {what}: {why}"), format!("se cerró para {what}: {why}"))
        }
        Kind::AskEveryDrive | Kind::DateConfirmed => chosen(kind, content, language),
        Kind::Moved | Kind::Carried => moved(content, language),
        _ => wish::sentence(kind, content, &who(content, language), language),
    }
}

fn given(kind: Kind, content: &Content, language: Language) -> String {
    let (who, what) = (who(content, language), purposes(content.purposes, language));
    let until = Date::from(content.until);
    let version =
        Notice::by_hash(&content.notice).map_or_else(|| "?".to_owned(), |notice| notice.version.to_string());
    let is_again = kind == Kind::Renewed;
    language.pick(
        format!(
            "{who} agreed {}to {what}, until {until}, on notice {version}",
            if is_again { "again " } else { "" }
        ),
        format!(
            "{who} aceptó {}{what}, hasta el {until}, con el aviso {version}",
            if is_again { "otra vez " } else { "" }
        ),
    )
}

fn ended(kind: Kind, content: &Content, language: Language) -> String {
    let (whose, what) = (profiles(content.profiles, language), purposes(content.purposes, language));
    let (en, es) = match kind {
        Kind::Expired => ("it ran out", "se venció"),
        Kind::Invalidated => ("the notice or the region changed", "cambió el aviso o la región"),
        _ => ("it is no longer offered here", "acá ya no se ofrece"),
    };
    language.pick(
        format!("the consent of {whose} for {what} ended: {en}"),
        format!("el permiso de {whose} para {what} terminó: {es}"),
    )
}

fn chosen(kind: Kind, content: &Content, language: Language) -> String {
    let who = who(content, language);
    let (en, es) = match (kind, content.code) {
        (Kind::DateConfirmed, _) => (
            "confirmed the date; every consent has to be given anew",
            "confirmó la fecha; hay que dar de nuevo cada permiso",
        ),
        (_, 0) => ("need not be asked in every drive", "no hace falta que se le pregunte en cada viaje"),
        _ => ("wants to be asked in every drive", "quiere que se le pregunte en cada viaje"),
    };
    language.pick(format!("{who} {en}"), format!("{who} {es}"))
}

fn moved(content: &Content, language: Language) -> String {
    let dropped = content.number;
    match content.cause() {
        Some(Cause::Erased) => language.pick("a profile was erased", "se borró un perfil").to_owned(),
        Some(Cause::Restarted) => language
            .pick("everything was erased; a new journal begins", "se borró todo; empieza un registro nuevo")
            .to_owned(),
        _ => language.pick(
            format!("the journal was full: the oldest {dropped} records went, no consent among them"),
            format!(
                "el registro estaba lleno: se fueron los {dropped} más viejos, ningún permiso entre ellos"
            ),
        ),
    }
}

/// Who acted, as in "the driver (profile 0)".
fn who(content: &Content, language: Language) -> String {
    let seat = content.seat.map_or("?", |seat| person(seat, language));
    format!("{seat} ({})", profiles(content.profiles, language))
}

/// Profiles, as in "profile 0 and a guest".
fn profiles(all: Profiles, language: Language) -> String {
    let names: Vec<_> = all.iter().map(|profile| profile_name(profile, language)).collect();
    names.join(language.pick(" and ", " y "))
}

fn profile_name(profile: Profile, language: Language) -> String {
    if profile.is_stored() {
        let number = profile.number();
        return language.pick(format!("profile {number}"), format!("perfil {number}"));
    }
    language.pick("a guest", "una visita").to_owned()
}
