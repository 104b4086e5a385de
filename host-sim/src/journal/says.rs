//! An entry as data: what happened, and for a consent the record of ISO/IEC TS 27560:2023 with the evidence that
//! Art. 7(1) GDPR asks a controller for.
//!
//! Field names in `consent_record` are those of TS 27560; terms are of the W3C DPV. The form is fixed by
//! `host-sim/schema/consent_record.schema.json`.

use super::hex;
use super::party::{party, party_id};
use crate::car::{seat_name, snake_case};
use crate::date::Date;
use crate::tags;
use serde_json::{Map, Value, json};
use sordina::consent::{Means, Profile, Status};
use sordina::gate::Purpose;
use sordina::interest::Epoch;
use sordina::journal::{Content, Entry, Kind};
use sordina::policy::{Notice, NoticeParts, PurposeText, Region};
use sordina_hal::vss::Language;

/// What happened, without the policy's texts.
pub(crate) fn brief(entry: &Entry) -> Value {
    let content = entry.content();
    let kind = content.carried().unwrap_or(content.kind);
    let fields = [
        ("kind", Some(json!(snake_case(&kind)))),
        ("carried_from_record", content.carried().map(|_| json!(content.rests_on))),
        ("profiles", some(content.profiles.iter().map(profile_id).collect::<Vec<_>>())),
        ("purposes", some(content.purposes.iter().map(Purpose::name).collect::<Vec<_>>())),
        ("seat", content.seat.map(|seat| json!(seat_name(seat)))),
        ("by", content.means.map(|means| json!(means_name(means)))),
        ("time", content.time.map(|time| json!(iso(time.0)))),
        ("day", day(content.day)),
        ("until", day(content.until)),
        ("reason", content.reason().map(|reason| json!(snake_case(&reason)))),
        ("cause", content.cause().map(|cause| json!(snake_case(&cause)))),
        ("records_dropped", (kind == Kind::Moved).then(|| json!(content.number))),
        ("generation", matches!(kind, Kind::Opened | Kind::Closed).then(|| json!(content.number))),
        ("answer", (kind == Kind::AskEveryDrive).then(|| json!(content.code != 0))),
        ("tag", tags::by_id(content.iab_audience_id).map(|row| json!(row.tag))),
        ("about", content.owner().map(|owner| json!(profile_id(owner)))),
        ("level", (kind == Kind::Trusted).then(|| json!(content.code))),
        ("recipient", content.recipient.map(|number| json!(party_id(number)))),
        ("rests_on_record", (kind == Kind::Tag).then(|| json!(content.rests_on))),
    ];
    let present = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect::<Map<_, _>>())
}

/// What happened, and for consents the whole record.
pub(crate) fn whole(entry: &Entry, record_id: &str) -> Value {
    let content = entry.content();
    let kind = content.carried().unwrap_or(content.kind);
    let mut says = brief(entry);
    let state = event_state(kind);
    if let (Some(object), Some(state)) = (says.as_object_mut(), state) {
        object.insert("consent_record".to_owned(), consent_record(content, record_id, state));
        if matches!(kind, Kind::Given | Kind::Renewed) {
            object.insert("gdpr_article_7_1".to_owned(), evidence(content));
        }
    }
    says
}

/// The state of consent that an event of this kind leads to, in DPV words.
const fn event_state(kind: Kind) -> Option<Status> {
    match kind {
        Kind::Given => Some(Status::Given),
        Kind::Renewed => Some(Status::RenewedGiven),
        Kind::Refused => Some(Status::Refused),
        Kind::Withdrawn => Some(Status::Withdrawn),
        Kind::Expired => Some(Status::Expired),
        Kind::Invalidated => Some(Status::Invalidated),
        Kind::Revoked => Some(Status::Revoked),
        _ => None,
    }
}

fn consent_record(content: &Content, record_id: &str, state: Status) -> Value {
    let region = Region::by_number(content.region).and_then(Region::text);
    let parties = content.purposes.iter().flat_map(|purpose| {
        let text = PurposeText::of(purpose);
        text.recipients.iter().chain(text.controllers).copied()
    });
    let mut parties: Vec<u8> = parties.collect();
    parties.sort_unstable();
    parties.dedup();
    json!({
        "schema_version": "ISO/IEC TS 27560:2023",
        "record_id": record_id,
        "pii_principal_id": content.profile().map(profile_id),
        "pii_processing": {
            "privacy_notice": notice(content),
            "language": content.language.map(language_code),
            "purposes": content.purposes.iter().map(|purpose| processing(purpose, content)).collect::<Vec<_>>(),
            "jurisdiction": region.map(|region| region.jurisdiction),
            "authority_party": region.map(|region| region.authority.en),
        },
        "party_identification": parties.into_iter().map(party).collect::<Vec<_>>(),
        "events": [{
            "event_time": content.time.map_or_else(|| day(content.day), |time| Some(json!(iso(time.0)))),
            "validity_duration": validity(content),
            "entity_id": content.profile().map(profile_id),
            "event_type": if content.means.is_some() { "dpv:ExplicitlyExpressedConsent" } else { "dpv:ConsentStatus" },
            "event_state": format!("dpv:{}", state.dpv()),
        }],
    })
}

/// One purpose, with the recipients that the notice of this consent named.
fn processing(purpose: Purpose, content: &Content) -> Value {
    let text = PurposeText::of(purpose);
    let named = (0..16).filter(|number| content.recipients >> number & 1 == 1);
    json!({
        "purpose": text.purpose_terms,
        "purpose_type": purpose.name(),
        "purpose_description": {"es": text.sentence.es, "en": text.sentence.en},
        "lawful_basis": text.lawful_basis,
        "pii_type": text.data_terms,
        "pii_information": text.data.en,
        "pii_controllers": text.controllers.iter().map(|number| party_id(*number)).collect::<Vec<_>>(),
        "collection_method": text.collection.en,
        "processing_method": text.processing_terms,
        "processing_description": text.processing.en,
        "storage_locations": text.storage_location.en,
        "retention_period": text.retention.en,
        "recipient_third_parties": named.map(party_id).collect::<Vec<_>>(),
        "withdrawal_method": text.withdrawal.en,
        "privacy_rights": text.rights,
    })
}

/// What shows that the person consented: who, when, by what act, and what she had been shown.
fn evidence(content: &Content) -> Value {
    json!({
        "who": content.profile().map(profile_id),
        "where": content.seat.map(seat_name),
        "when": content.time.map(|time| iso(time.0)),
        "how": content.means.map(means_name),
        "what_was_shown": notice(content),
        "shown_in": content.language.map(language_code),
        "separate_from_other_matters": content.purposes.iter().count() == 1,
        "can_be_withdrawn_by": content.purposes.iter().map(|purpose| PurposeText::of(purpose).withdrawal.en).collect::<Vec<_>>(),
    })
}

fn notice(content: &Content) -> Value {
    if content.notice == [0; 16] {
        return Value::Null;
    }
    let notice = Notice::by_hash(&content.notice);
    let text = notice.and_then(Notice::text);
    let parts = |parts: &NoticeParts| parts.all();
    json!({
        "hash": hex(&content.notice),
        "version": notice.map(|notice| notice.version),
        "text": text.map(|text| json!({"es": parts(&text.es), "en": parts(&text.en)})),
    })
}

/// Days from the act to the end, as an ISO 8601 duration.
fn validity(content: &Content) -> Option<String> {
    (content.until.0 != 0).then(|| format!("P{}D", content.until.0.saturating_sub(content.day.0)))
}

fn some(names: Vec<impl Into<Value>>) -> Option<Value> {
    (!names.is_empty()).then(|| Value::from(names))
}

fn profile_id(profile: Profile) -> String {
    if profile.is_stored() {
        format!("profile {}", profile.number())
    } else {
        format!("guest {}", profile.number())
    }
}

const fn means_name(means: Means) -> &'static str {
    match means {
        Means::Key => "key of the trusted control",
        Means::Screen => "gateway's own screen",
    }
}

const fn language_code(language: Language) -> &'static str {
    match language {
        Language::Spanish => "es",
        Language::English => "en",
    }
}

fn day(day: Epoch) -> Option<Value> {
    (day.0 != 0).then(|| json!(Date::from(day).to_string()))
}

/// Seconds since 1970 as ISO 8601.
fn iso(seconds: u64) -> String {
    let date = Date(u32::try_from(seconds / 86_400).unwrap_or(u32::MAX));
    let of_day = seconds % 86_400;
    format!("{date}T{:02}:{:02}:{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
}
