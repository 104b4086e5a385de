//! The car's own interface: VISS v2 over WebSocket (COVESA, *Vehicle Information Service Specification version 2 – Core* and
//! *Transport*), for the simulated car's signals and the gate's state.
//!
//! Signals of the car can be read, set and subscribed to. What the gate says of itself can be read and subscribed to, and
//! nobody can set it: it stands under `Vehicle.Cabin.Infotainment.VoicePrivacy`, which
//! `firmware/link/vss/voice_privacy.vspec` describes.

use super::screen::Values;
use super::server::Wanted;
use crate::timeline;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::time::{SystemTime, UNIX_EPOCH};

/// The branch that nobody can set.
pub(super) const GATE: &str = "Vehicle.Cabin.Infotainment.VoicePrivacy";

/// One client.
#[derive(Default)]
pub(crate) struct Client {
    is_authorized: bool,
    /// Paths by subscription, and what was told last.
    subscriptions: BTreeMap<String, (String, Value)>,
    count: u32,
}

/// An error: its number and its reason in the standard's words, and what it means here.
type Refusal = (&'static str, &'static str, &'static str);

const BAD_REQUEST: Refusal = ("400", "bad_request", "write a JSON object with action and path");
const NO_TOKEN: Refusal = ("401", "token_missing", "authorize with the token that host-sim printed");
const BAD_TOKEN: Refusal = ("401", "token_invalid", "this is not the token that host-sim printed");
const READ_ONLY: Refusal = ("401", "read_only", "only people at the board's own keys open or close the gate");
const NO_PATH: Refusal = ("404", "invalid_path", "the gateway uses no signal of this path and value");
const NO_SUBSCRIPTION: Refusal = ("404", "invalid_subscriptionId", "there is no such subscription");

impl Client {
    /// One that knows the token already, or does not.
    pub(crate) fn new(is_authorized: bool) -> Self {
        Self { is_authorized, ..Self::default() }
    }

    /// Answers a request; `knows` says whether a token is the right one, `car` takes lines of a timeline.
    pub(crate) fn answer(
        &mut self,
        request: &str,
        values: &Values,
        knows: impl Fn(&str) -> bool,
        car: &Sender<Wanted>,
    ) -> String {
        let request: Value = serde_json::from_str(request).unwrap_or_default();
        let mut answer =
            json!({ "action": request["action"], "requestId": request["requestId"], "ts": now() });
        match self.obey(&request, values, knows, car) {
            Ok(Value::Object(more)) => more.into_iter().for_each(|(name, value)| answer[name] = value),
            Ok(_) => {}
            Err((number, reason, message)) => {
                answer["error"] = json!({ "number": number, "reason": reason, "message": message });
            }
        }
        answer.to_string()
    }

    fn obey(
        &mut self,
        request: &Value,
        values: &Values,
        knows: impl Fn(&str) -> bool,
        car: &Sender<Wanted>,
    ) -> Result<Value, Refusal> {
        let field = |name: &str| request[name].as_str();
        if let Some(token) = field("authorization").or_else(|| field("tokens")) {
            self.is_authorized |= knows(token);
            if !self.is_authorized {
                return Err(BAD_TOKEN);
            }
        }
        if !self.is_authorized {
            return Err(NO_TOKEN);
        }
        let path = field("path").unwrap_or_default();
        match field("action").ok_or(BAD_REQUEST)? {
            "authorize" => Ok(Value::Null),
            "get" => Ok(json!({ "data": point(path, values.get(path).ok_or(NO_PATH)?) })),
            "set" => set(path, field("value").ok_or(BAD_REQUEST)?, car),
            "subscribe" => self.subscribe(path, values),
            "unsubscribe" => {
                let id = field("subscriptionId").unwrap_or_default();
                self.subscriptions.remove(id).map(|_| json!({ "subscriptionId": id })).ok_or(NO_SUBSCRIPTION)
            }
            _ => Err(BAD_REQUEST),
        }
    }

    fn subscribe(&mut self, path: &str, values: &Values) -> Result<Value, Refusal> {
        let value = values.get(path).ok_or(NO_PATH)?;
        self.count += 1;
        let id = self.count.to_string();
        self.subscriptions.insert(id.clone(), (path.to_owned(), value.clone()));
        Ok(json!({ "subscriptionId": id }))
    }

    /// What subscribers are to be told of these values.
    pub(super) fn news(&mut self, values: &Values) -> Vec<String> {
        let mut news = Vec::new();
        for (id, (path, told)) in &mut self.subscriptions {
            if let Some(value) = values.get(path).filter(|value| *value != told) {
                told.clone_from(value);
                let event = json!({ "action": "subscription", "subscriptionId": id, "data": point(path, value), "ts": now() });
                news.push(event.to_string());
            }
        }
        news
    }
}

fn set(path: &str, value: &str, car: &Sender<Wanted>) -> Result<Value, Refusal> {
    if path.starts_with(GATE) {
        return Err(READ_ONLY);
    }
    // A timeline's row can also be a finger on a key: nothing but signals of the car comes this way.
    let is_signal = path.starts_with("Vehicle.") && timeline::actions(path, value).is_ok();
    let line = is_signal.then(|| format!("{path} {value}")).ok_or(NO_PATH)?;
    let _car_is_gone = car.send(Wanted::Line(line));
    Ok(Value::Null)
}

fn point(path: &str, value: &Value) -> Value {
    json!({ "path": path, "dp": { "value": value, "ts": now() } })
}

/// The time as the standard wants it: ISO 8601, UTC.
fn now() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (seconds, milliseconds) = (now.as_secs(), now.subsec_millis());
    let day = crate::date::Date(u32::try_from(seconds / 86_400).unwrap_or_default());
    let [hour, minute, second] = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60];
    format!("{day}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z")
}
