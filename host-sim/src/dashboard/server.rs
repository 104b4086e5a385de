//! Page and WebSocket, on 127.0.0.1.
//!
//! A browser lets every page of the web connect to this computer. So a connection must name this server as its host (a name of
//! somebody else's that points here is refused), must come from its own page, and must know a secret that only the printed
//! address has.

use super::screen::Values;
use super::viss::Client;
use crate::error::Error;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket};
use axum::extract::{Query, Request, State, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::{oneshot, watch};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
const PLOTS: &str = include_str!("plots.js");
/// uPlot 1.6.32 (MIT), as npm has it.
const UPLOT: &str = include_str!("vendor/uPlot.iife.min.js");
const UPLOT_STYLE: &str = include_str!("vendor/uPlot.min.css");

/// Nothing but what this server serves.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Bytes of a line that a page may send.
const LONGEST_LINE: usize = 200;

/// Bytes of a request to the car's own interface.
const LONGEST_REQUEST: usize = 4096;

/// What somebody at the page or the car's interface wants.
pub(crate) enum Wanted {
    /// A line at the desk.
    Line(String),
    /// The journal, as `host-sim journal export` writes it; or why there is none.
    Journal(oneshot::Sender<Result<String, String>>),
}

/// What every connection needs.
struct Shared {
    address: SocketAddr,
    token: String,
    screens: watch::Receiver<String>,
    values: watch::Receiver<Values>,
    wanted: Sender<Wanted>,
}

/// A running server, seen from the car.
pub(crate) struct Server {
    /// The page, with the secret.
    pub(crate) url: String,
    screens: watch::Sender<String>,
    values: watch::Sender<Values>,
    wanted: Receiver<Wanted>,
}

impl Server {
    /// Serves from a thread of its own; port 0 is any that is free.
    pub(crate) fn start(port: u16) -> Result<Self, Error> {
        let failed = |error: std::io::Error| {
            Error::input(format!("cannot serve on port {port}: {error}"), "choose another with --port")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (screens, shown) = watch::channel("{}".to_owned());
        let (values, known) = watch::channel(Values::new());
        let (send, wanted) = mpsc::channel();
        let token = token()?;
        let url = format!("http://{address}/#{token}");
        let shared = Arc::new(Shared { address, token, screens: shown, values: known, wanted: send });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        std::thread::spawn(move || {
            runtime.block_on(async {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                // It ends with the process.
                let _ended = axum::serve(listener, routes(shared)).await;
            });
        });
        Ok(Self { url, screens, values, wanted })
    }

    /// Shows this to everybody who is connected.
    pub(crate) fn show(&self, screen: String, values: Values) {
        replace(&self.screens, screen);
        replace(&self.values, values);
    }

    /// What was asked for since the last time.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = Wanted> {
        self.wanted.try_iter()
    }
}

/// Wakes nobody for what is there already.
fn replace<T: PartialEq>(shown: &watch::Sender<T>, new: T) {
    shown.send_if_modified(|shown| {
        let is_new = *shown != new;
        *shown = new;
        is_new
    });
}

/// 128 random bits, in hexadecimal.
fn token() -> Result<String, Error> {
    let mut bytes = [0; 16];
    let failed =
        |error| Error::input(format!("no random bytes: {error}"), "this system has none; nothing was opened");
    getrandom::fill(&mut bytes).map_err(failed)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn routes(shared: Arc<Shared>) -> Router {
    let file = |kind: &'static str, text: &'static str| {
        get(move |State(shared): State<Arc<Shared>>, headers: HeaderMap| async move {
            if !shared.is_host(&headers) {
                return StatusCode::FORBIDDEN.into_response();
            }
            (served(kind), text).into_response()
        })
    };
    Router::new()
        .route(
            "/",
            file("text/html; charset=utf-8", PAGE).layer(from_fn_with_state(shared.clone(), interface)),
        )
        .route("/page.css", file("text/css; charset=utf-8", STYLE))
        .route("/page.js", file("text/javascript; charset=utf-8", SCRIPT))
        .route("/plots.js", file("text/javascript; charset=utf-8", PLOTS))
        .route("/uPlot.js", file("text/javascript; charset=utf-8", UPLOT))
        .route("/uPlot.css", file("text/css; charset=utf-8", UPLOT_STYLE))
        .route("/journal.json", get(journal))
        .route("/ws", get(connect))
        .with_state(shared)
}

fn served(kind: &'static str) -> [(HeaderName, &'static str); 5] {
    [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ]
}

impl Shared {
    /// Whether the request names this server, and not somebody's name that points here.
    fn is_host(&self, headers: &HeaderMap) -> bool {
        self.names().iter().any(|name| headers.get(header::HOST).is_some_and(|host| host == name))
    }

    /// Whether it comes from this server's page, or from a program, which names no page.
    fn is_origin(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else { return true };
        self.names().iter().any(|name| *origin == format!("http://{name}"))
    }

    fn names(&self) -> [String; 2] {
        [self.address.to_string(), format!("localhost:{}", self.address.port())]
    }

    /// Whether it may see and do what the page may.
    fn admits(&self, headers: &HeaderMap, token: &str) -> bool {
        self.is_host(headers) && self.is_origin(headers) && self.knows(token)
    }

    /// Whether it knows the secret; compared in the same time, whatever was guessed.
    fn knows(&self, token: &str) -> bool {
        let differing =
            self.token.bytes().zip(token.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
        token.len() == self.token.len() && differing == 0
    }
}

#[derive(serde::Deserialize)]
struct Secret {
    #[serde(default)]
    token: String,
}

async fn connect(
    State(shared): State<Arc<Shared>>,
    Query(secret): Query<Secret>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !shared.admits(&headers, &secret.token) {
        return StatusCode::FORBIDDEN.into_response();
    }
    upgrade.max_message_size(LONGEST_LINE).on_upgrade(move |socket| talk(socket, shared))
}

/// The journal, for somebody who knows the secret.
async fn journal(
    State(shared): State<Arc<Shared>>,
    Query(secret): Query<Secret>,
    headers: HeaderMap,
) -> Response {
    if !shared.admits(&headers, &secret.token) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (answer, journal) = oneshot::channel();
    let _car_is_gone = shared.wanted.send(Wanted::Journal(answer));
    match journal.await {
        Ok(Ok(text)) => {
            let kept = [(header::CONTENT_DISPOSITION, "attachment; filename=journal.json")];
            (served("application/json"), kept, text).into_response()
        }
        Ok(Err(why)) => (StatusCode::CONFLICT, why).into_response(),
        Err(_) => StatusCode::GONE.into_response(),
    }
}

/// A WebSocket at the root is the car's own interface, as VISS clients expect it.
async fn interface(
    State(shared): State<Arc<Shared>>,
    secret: Result<Query<Secret>, QueryRejection>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    request: Request,
    next: Next,
) -> Response {
    let Ok(upgrade) = upgrade else { return next.run(request).await };
    if !shared.is_host(request.headers()) || !shared.is_origin(request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let is_authorized = secret.is_ok_and(|Query(secret)| shared.knows(&secret.token));
    upgrade
        .max_message_size(LONGEST_REQUEST)
        .on_upgrade(move |socket| serve_viss(socket, shared, is_authorized))
}

async fn serve_viss(mut socket: WebSocket, shared: Arc<Shared>, is_authorized: bool) {
    let (mut values, mut client) = (shared.values.clone(), Client::new(is_authorized));
    loop {
        let said = tokio::select! {
            changed = values.changed() => {
                if changed.is_err() {
                    return;
                }
                client.news(&values.borrow_and_update())
            }
            message = socket.recv() => match message {
                Some(Ok(Message::Text(request))) => {
                    vec![client.answer(&request, &values.borrow(), |token| shared.knows(token), &shared.wanted)]
                }
                Some(Ok(_)) => Vec::new(),
                _ => return,
            },
        };
        for text in said {
            if socket.send(Message::Text(text.into())).await.is_err() {
                return;
            }
        }
    }
}

/// Every screen that is new goes out, every line that comes in goes to the car.
async fn talk(mut socket: WebSocket, shared: Arc<Shared>) {
    let mut screens = shared.screens.clone();
    screens.mark_changed();
    loop {
        tokio::select! {
            changed = screens.changed() => {
                let screen = screens.borrow_and_update().clone();
                if changed.is_err() || socket.send(Message::Text(screen.into())).await.is_err() {
                    return;
                }
            }
            message = socket.recv() => match message {
                Some(Ok(Message::Text(line))) => {
                    let _car_is_gone = shared.wanted.send(Wanted::Line(line.as_str().to_owned()));
                }
                Some(Ok(_)) => {}
                _ => return,
            },
        }
    }
}
