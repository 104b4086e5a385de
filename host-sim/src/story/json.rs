//! The summary for machines: one object, no sentences.

use super::record::{Opening, Record};
use crate::car::{Happening, Moment, choice_name, seat_name, snake_case};
use crate::date::Date;
use crate::journal::{Kept, hex};
use crate::tags;
use serde_json::{Value, json};
use sordina::gate::Purpose;
use sordina_link::{Answer, Tone};

/// What a drive came to.
pub(crate) fn report(record: &Record, kept: &Kept) -> Value {
    let acts = record.acts.iter().filter_map(act);
    let left = record.left.iter().map(|(t_ms, left)| json!({"t_ms": t_ms, "bytes": hex(&left.bytes)}));
    let faults = record.faults.iter().map(|(t_ms, what)| json!({"t_ms": t_ms, "what": snake_case(what)}));
    let counts = record
        .counts
        .iter()
        .filter_map(|(row, count)| tags::by_row(*row).map(|row| json!({"tag": row.tag, "count": count})));
    let answer = record.left.iter().filter_map(|(_, left)| left.answer).find_map(tag);
    json!({
        "length_ms": record.length_ms,
        "acts": acts.collect::<Vec<_>>(),
        "openings": record.openings.iter().map(opening).collect::<Vec<_>>(),
        "closed_reason": record.closed.as_ref().map(snake_case),
        "faults": faults.collect::<Vec<_>>(),
        "tag": answer,
        "left": left.collect::<Vec<_>>(),
        "assistant_ms": record.assistant_ms(),
        "journal": kept.json(),
        "simulator_only": {"detections": counts.collect::<Vec<_>>()},
    })
}

fn act(moment: &Moment) -> Option<Value> {
    let t_ms = moment.t_ms;
    match moment.happening {
        Happening::Pressed(seat, key) => {
            Some(json!({"t_ms": t_ms, "seat": seat_name(seat), "key": key.name()}))
        }
        Happening::Chose(seat, choice) => {
            Some(json!({"t_ms": t_ms, "seat": seat_name(seat), "choice": choice_name(choice)}))
        }
        _ => None,
    }
}

fn opening(opening: &Opening) -> Value {
    json!({
        "from_ms": opening.from_ms,
        "to_ms": opening.to_ms,
        "purposes": opening.purposes.iter().map(Purpose::name).collect::<Vec<_>>(),
        "reason": opening.reason.as_ref().map(snake_case),
    })
}

fn tag(answer: Answer) -> Option<Value> {
    let id = answer.iab_audience_id()?;
    Some(json!({
        "tag": tags::by_id(id).map(|row| row.tag),
        "bytes": hex(answer.bytes()),
        "iab_audience_id": id,
        "day": Date(u32::from(answer.epoch())).to_string(),
        "days": answer.days(),
        "tone": answer.tone().map(tone_name),
        "channels": if answer.allows_phone() { json!(["in_car", "phone"]) } else { json!(["in_car"]) },
    }))
}

/// A tone's name in data.
pub(crate) const fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Implicit => "implicit",
        Tone::Explicit => "explicit",
        Tone::Care => "care",
    }
}
