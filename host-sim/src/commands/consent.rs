//! `consent`: a person's own act, and where it stands.

use super::parked::parked;
use crate::Outcome;
use crate::cli::journal::{Consent, Decision};
use crate::date::Date;
use crate::error::Error;
use crate::language::Language;
use crate::state_directory::StateDirectory;
use crate::story::{purpose, status_name, why};
use serde_json::json;
use sordina::consent::{Profile, State};
use sordina::gate::Purpose;
use sordina::interest::Epoch;
use sordina::policy::{Notice, Region};
use sordina_hal::{Choice, Seat};
use std::io::Write;

pub(super) fn run(consent: &Consent, out: &mut impl Write) -> Result<Outcome, Error> {
    match consent {
        Consent::Give(decision) => {
            show_notice(decision, out)?;
            decide(decision, Choice::Give(decision.purpose.purpose()), out)
        }
        Consent::Withdraw(decision) => decide(decision, Choice::Withdraw(decision.purpose.purpose()), out),
        Consent::Status(decision) => status(decision, out),
    }
}

/// The act, in the parked car; the answer is no when it came to nothing.
fn decide(decision: &Decision, choice: Choice, out: &mut impl Write) -> Result<Outcome, Error> {
    let (folder, machine) = StateDirectory::open(&decision.state.state)?;
    let recognised = (Seat::Driver, Choice::Profile(decision.profile));
    let region = folder.region(decision.region)?;
    let choices = [recognised, (Seat::Driver, choice)];
    let stay = parked(machine, region, decision.date, decision.lang, &choices)?;
    folder.save(&stay.machine)?;
    let stand = Stand::new(decision, region, &stay.state);
    stand.tell(decision, out)?;
    let is_done = match choice {
        Choice::Give(_) => stand.counts,
        _ => !stand.consent.status.is_given(),
    };
    Ok(if is_done { Outcome::Done } else { Outcome::No })
}

/// Where it stands. Looking changes nothing: the board is not saved.
fn status(decision: &Decision, out: &mut impl Write) -> Result<Outcome, Error> {
    let (folder, machine) = StateDirectory::reopen(&decision.state.state)?;
    let region = match decision.region {
        Some(region) => region,
        None => folder.region(None)?,
    };
    let stay = parked(machine, region, decision.date, decision.lang, &[])?;
    let stand = Stand { reason: None, ..Stand::new(decision, region, &stay.state) };
    stand.tell(decision, out)?;
    Ok(if stand.counts { Outcome::Done } else { Outcome::No })
}

/// What the person reads before she decides.
fn show_notice(decision: &Decision, out: &mut impl Write) -> Result<(), Error> {
    let text = Notice::current(decision.purpose.purpose()).text().filter(|_| !decision.json);
    let Some(text) = text else { return Ok(()) };
    for part in decision.lang.pick(&text.en, &text.es).all() {
        writeln!(out, "{part}")?;
    }
    writeln!(out)?;
    Ok(())
}

/// Where a consent stands.
struct Stand {
    region: &'static Region,
    consent: sordina::consent::Consent,
    counts: bool,
    /// Why the act came to nothing, if it did.
    reason: Option<sordina::consent::Reason>,
}

impl Stand {
    fn new(decision: &Decision, region: &'static Region, state: &State) -> Self {
        let (profile, purpose) = (Profile::stored(decision.profile), decision.purpose.purpose());
        let today = Epoch::of(decision.date.noon());
        let ledger = state.ledger();
        let consent = profile.map(|profile| *ledger.consent(profile, purpose)).unwrap_or_default();
        let valid = profile.map(|profile| ledger.valid(profile, today, state.rules())).unwrap_or_default();
        let reason = match state.phase() {
            sordina::consent::Phase::Closed(reason) => Some(reason),
            _ => None,
        };
        Self { region, consent, counts: valid.contains(purpose), reason }
    }

    fn tell(&self, decision: &Decision, out: &mut impl Write) -> Result<(), Error> {
        let (consent, purpose) = (&self.consent, decision.purpose.purpose());
        let day = |day: Epoch| Date::from(day).to_string();
        let is_given = consent.status.is_given();
        if decision.json {
            let answer = json!({
                "purpose": purpose.name(),
                "profile": decision.profile,
                "region": self.region.id,
                "status": crate::car::snake_case(&consent.status),
                "dpv": format!("dpv:{}", consent.status.dpv()),
                "counts": self.counts,
                "since": (consent.since.0 != 0).then(|| day(consent.since)),
                "until": is_given.then(|| day(consent.until)),
                "last_used": is_given.then(|| day(consent.used)),
                "record": is_given.then_some(consent.record),
            });
            writeln!(out, "{answer}")?;
            return Ok(());
        }
        writeln!(out, "{}", self.sentence(purpose, decision))?;
        Ok(())
    }

    fn sentence(&self, what: Purpose, decision: &Decision) -> String {
        let language = decision.lang;
        let (name, word) = (purpose(what, language), status_name(self.consent.status, language));
        let day = |day: Epoch| Date::from(day).to_string();
        if self.counts {
            let (until, record) = (day(self.consent.until), self.consent.record);
            return language.pick(
                format!("{name}: {word}, until {until}, record {record} of the journal"),
                format!("{name}: {word}, hasta el {until}, asiento {record} del registro"),
            );
        }
        let since =
            if self.consent.since.0 == 0 { String::new() } else { format!(", {}", day(self.consent.since)) };
        let why = self.why(what, language);
        format!("{name}: {word}{since}. {why}")
    }

    fn why(&self, what: Purpose, language: Language) -> &'static str {
        if !self.region.purposes.contains(what) {
            return language.pick("It is not offered in this region.", "No se ofrece en esta región.");
        }
        match self.reason {
            None => language.pick("Nobody listens for it.", "Nadie escucha para eso."),
            Some(reason) => why(reason, language),
        }
    }
}
