// The car's screen. Shows what the program sends, sends what a person presses; keeps nothing but the language.
"use strict";

const TEXTS = {
  en: {
    language: "Español", connected: "connected", lost: "not connected; trying again",
    open: "Somebody is listening", closed: "Nobody is listening",
    give: "Open", stop: "Stop", store: "Remember my yes", unstore: "Take back my yes",
    left: "What has left", nothing_left: "Nothing has left the car.",
    tags: "What stands about you", no_tags: "Nothing stands about you.", dismiss: "Take it back",
    subject: "I am interested in", days: "for so many days", declare: "State it",
    erase: "Erase everything about me",
    car: "Simulated car", car_note: "These are not on the car's screen: they are the car.",
    engineering: "For engineers (simulator only)", engineering_note: "No gateway can tell these; only the simulator sees inside.",
    word: "word", tag: "tag", score: "nats per phoneme", dropped: "blocks that the analysis lost",
    on: "Ignition on", off: "Ignition off", drive: "Drive at 50 km/h", park: "Stand still",
    passenger: "Passenger sits down", alone: "Passenger leaves", kill: "Cut the microphone", unkill: "Release the cut",
    ask: "The car's screen asks for a tag", passenger_agrees: "Passenger agrees to interest tags",
  },
  es: {
    language: "English", connected: "conectado", lost: "sin conexión; probando de nuevo",
    open: "Alguien está escuchando", closed: "Nadie está escuchando",
    give: "Abrir", stop: "Parar", store: "Recordar mi sí", unstore: "Retirar mi sí",
    left: "Qué salió", nothing_left: "No salió nada del auto.",
    tags: "Qué hay anotado sobre vos", no_tags: "No hay nada anotado sobre vos.", dismiss: "Retirarlo",
    subject: "Me interesa", days: "por tantos días", declare: "Declararlo",
    erase: "Borrar todo lo mío",
    car: "Auto simulado", car_note: "Esto no está en la pantalla del auto: es el auto.",
    engineering: "Para ingenieros (sólo en el simulador)", engineering_note: "Ningún equipo puede decir esto; sólo el simulador ve adentro.",
    word: "palabra", tag: "etiqueta", score: "nats por fonema", dropped: "bloques que el análisis perdió",
    on: "Contacto", off: "Apagar el auto", drive: "Andar a 50 km/h", park: "Detenerse",
    passenger: "Sube alguien adelante", alone: "Baja quien va adelante", kill: "Cortar el micrófono", unkill: "Liberar el corte",
    ask: "La pantalla del auto pide una etiqueta", passenger_agrees: "Quien va adelante acepta los intereses",
  },
};

// What the simulator's controls send: lines of a timeline, several for one press.
const CONTROLS = {
  on: ["Vehicle.LowVoltageSystemState ON"],
  off: ["Vehicle.LowVoltageSystemState OFF"],
  drive: ["Vehicle.Speed 50", "Vehicle.IsMoving true"],
  park: ["Vehicle.Speed 0", "Vehicle.IsMoving false"],
  passenger: ["Vehicle.Cabin.Seat.Row1.PassengerSide.OccupancyStatus OCCUPIED"],
  passenger_agrees: ["press passenger interest_tags"],
  alone: ["Vehicle.Cabin.Seat.Row1.PassengerSide.OccupancyStatus EMPTY"],
  kill: ["kill_switch on"],
  unkill: ["kill_switch off"],
  ask: ["ask 0"],
};

const at = (id) => document.getElementById(id);
let language = localStorage.getItem("language") || (navigator.language.startsWith("es") ? "es" : "en");
let screen_ = null;
let socket = null;

const text = (name) => TEXTS[language][name];

function send(line) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(line);
}

function element(kind, content, properties = {}) {
  const made = document.createElement(kind);
  if (content !== undefined) made.textContent = content;
  return Object.assign(made, properties);
}

// Replaces children only when they differ, so that neither focus nor a screen reader's place is lost.
function fill(parent, key, make) {
  const wanted = JSON.stringify([language, key]);
  if (parent.dataset.shown === wanted) return;
  const focused = parent.contains(document.activeElement) ? document.activeElement.dataset.name : undefined;
  parent.dataset.shown = wanted;
  parent.replaceChildren(...make());
  if (focused) [...parent.querySelectorAll("button")].find((one) => one.dataset.name === focused)?.focus();
}

function button(name, label, lines) {
  const made = element("button", label, { type: "button", onclick: () => lines.forEach(send) });
  made.dataset.name = name;
  return made;
}

function purposeRow(one) {
  const row = element("div", undefined, { className: "row" });
  const words = element("div");
  const until = one.until ? ` (→ ${one.until})` : "";
  words.append(element("p", one.name[language]), element("p", one.status[language] + until, { className: "small" }));
  const isOpen = one.is_open;
  const label = `${text(isOpen ? "stop" : "give")}`;
  const key = button(one.purpose, label, [`press driver ${isOpen ? "stop" : one.purpose}`]);
  key.setAttribute("aria-label", `${label}: ${one.name[language]}`);
  const kept = button(`${one.purpose}-kept`, text(one.is_stored ? "unstore" : "store"),
    [`choose driver ${one.is_stored ? "withdraw" : "give"} ${one.purpose}`]);
  kept.setAttribute("aria-label", `${text(one.is_stored ? "unstore" : "store")}: ${one.name[language]}`);
  const keys = element("div");
  keys.append(key, kept);
  row.append(words, keys);
  return row;
}

function tagItem(tag) {
  const item = element("li");
  const key = button(tag.tag, text("dismiss"), [`choose driver dismiss ${tag.tag}`]);
  key.setAttribute("aria-label", `${text("dismiss")}: ${tag.name[language]}`);
  item.append(element("p", tag.why[language]), key);
  return item;
}

function leftItem(message) {
  const item = element("li");
  item.append(element("p", message.meaning[language]), element("code", message.bytes));
  return item;
}

function showTexts() {
  document.documentElement.lang = language;
  const texts = {
    language: "language", "left-title": "left", "tags-title": "tags", "subject-label": "subject", "days-label": "days",
    "declare-button": "declare", erase: "erase", "car-title": "car", "car-note": "car_note", "engineering-title": "engineering",
    "engineering-note": "engineering_note", "word-head": "word", "tag-head": "tag", "score-head": "score",
  };
  for (const [id, name] of Object.entries(texts)) at(id).textContent = text(name);
  fill(at("controls"), "controls", () => Object.entries(CONTROLS).map(([name, lines]) => button(name, text(name), lines)));
}

function setText(id, words) {
  if (at(id).textContent !== words) at(id).textContent = words;
}

function show() {
  showTexts();
  const isConnected = socket && socket.readyState === WebSocket.OPEN;
  setText("connection", text(isConnected ? "connected" : "lost"));
  if (!screen_ || !screen_.gate) return;
  const { gate, purposes, left, tags, trouble, refused, simulator_only: inside } = screen_;
  at("gate").className = `${gate.is_open ? "open" : ""} ${gate.lamp ? "lamp" : ""}`;
  setText("gate-title", text(gate.is_open ? "open" : "closed"));
  setText("says", gate.says[language]);
  for (const [id, words] of [["trouble", trouble], ["refused", refused]]) {
    setText(id, words || "");
    at(id).hidden = !words;
  }
  fill(at("purposes"), purposes, () => purposes.map(purposeRow));
  fill(at("left"), left, () => left.length ? left.map(leftItem) : [element("li", text("nothing_left"))]);
  fill(at("tags"), tags, () => tags.length ? tags.map(tagItem) : [element("li", text("no_tags"))]);
  fill(at("heard"), inside.heard, () => inside.heard.map((one) => {
    const row = element("tr");
    row.append(element("td", one.word), element("td", one.tag || ""), element("td", one.score.toFixed(2)));
    return row;
  }));
  setText("dropped", `${text("dropped")}: ${inside.dropped_blocks}`);
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/ws?token=${encodeURIComponent(location.hash.slice(1))}`);
  socket.onopen = show;
  socket.onmessage = (message) => { screen_ = JSON.parse(message.data); show(); };
  socket.onclose = () => { show(); setTimeout(connect, 1000); };
}

at("language").onclick = () => {
  language = language === "en" ? "es" : "en";
  localStorage.setItem("language", language);
  show();
};
at("erase").onclick = () => send("choose driver erase_profile");
at("declare").onsubmit = (event) => {
  event.preventDefault();
  send(`choose driver declare ${at("subject").value} ${at("days").value}`);
};
show();
connect();
