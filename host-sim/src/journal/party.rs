//! Parties of a consent record: recipients and controllers, with the contact of a person (R32).

use serde_json::{Value, json};
use sordina::policy::Recipient;

/// The party's entry in `party_identification`.
pub(super) fn party(number: u8) -> Value {
    let Some(text) = Recipient::by_number(number).and_then(Recipient::text) else {
        return json!({"party_id": number.to_string()});
    };
    json!({
        "party_id": text.id,
        "party_name": text.name.en,
        "party_role": text.role,
        "party_address": text.address,
        "party_email": text.contact.email,
        "party_phone": text.contact.phone,
        "party_contact": text.contact.role.en,
    })
}

/// The party's name in the policy.
pub(super) fn party_id(number: u8) -> String {
    let text = Recipient::by_number(number).and_then(Recipient::text);
    text.map_or_else(|| number.to_string(), |text| text.id.to_owned())
}
