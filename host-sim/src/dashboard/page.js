// The car's screen. Shows what the program sends, sends what a person presses; keeps nothing but the language.
"use strict";

const TEXTS = {
  en: {
    language: "Español", connected: "connected", lost: "not connected; trying again",
    open: "Somebody is listening", closed: "Nobody is listening",
    lamp_lit: "The lamp is lit.", lamp_dark: "The lamp is dark.",
    give: "Open", stop: "Stop", store: "Remember my yes", unstore: "Take back my yes",
    left: "What has left", nothing_left: "Nothing has left the car.",
    tags: "What stands about you", no_tags: "Nothing stands about you.", dismiss: "Take it back",
    subject: "I am interested in", until: "until", declare: "State it",
    choices: "What you have decided", recipients: "Who may be told, and how much",
    recipients_note: "A stranger learns the least. Nobody is told anything while you give no consent to interest tags.",
    categories: "What may be noticed", categories_note: "What you close is never noticed, whatever is said.",
    close_subject: "Close", open_subject: "Let it be noticed", closed_subject: "closed", open_now: "may be noticed",
    export: "Take the journal with you", erase: "Erase everything about me",
    car: "Simulated car", car_note: "These are not on the car's screen: they are the car.",
    engineering: "For engineers (simulator only)", engineering_note: "No gateway can tell these; only the simulator sees inside.",
    word: "word", tag: "tag", score: "nats per phoneme", heard: "Words heard", evidence: "Evidence of this drive",
    weight: "weight", words: "different words", level: "level of the microphone", phonemes: "phonemes of the last 30 ms", no_phonemes: "nothing is analysed",
    dropped_blocks: "blocks that the analysis lost", frames: "frames per callback", callbacks: "callbacks", ring: "samples in the ring",
    xruns: "xruns", late: "late callbacks", starved: "starved callbacks", lost_samples: "lost samples",
    interval: "Callback interval", silence: "From a withdrawal to silence", number: "number", count: "how often", no_times: "Only with a real microphone (--live).",
    power_cut: "Power cut", of_rule: "of",
    on: "Ignition on", off: "Ignition off", drive: "Drive at 50 km/h", park: "Stand still",
    passenger: "Passenger sits down", alone: "Passenger leaves", kill: "Cut the microphone", unkill: "Release the cut",
    ask: "The car's screen asks for a tag", passenger_agrees: "Passenger agrees to interest tags",
  },
  es: {
    language: "English", connected: "conectado", lost: "sin conexión; probando de nuevo",
    open: "Alguien está escuchando", closed: "Nadie está escuchando",
    lamp_lit: "La luz está encendida.", lamp_dark: "La luz está apagada.",
    give: "Abrir", stop: "Parar", store: "Recordar mi sí", unstore: "Retirar mi sí",
    left: "Qué salió", nothing_left: "No salió nada del auto.",
    tags: "Qué hay anotado sobre vos", no_tags: "No hay nada anotado sobre vos.", dismiss: "Retirarlo",
    subject: "Me interesa", until: "hasta el", declare: "Declararlo",
    choices: "Qué decidiste", recipients: "A quién se le puede decir, y cuánto",
    recipients_note: "Quien no conocés se entera de lo mínimo. A nadie se le dice nada mientras no des permiso para las etiquetas de interés.",
    categories: "Qué se puede anotar", categories_note: "Lo que cerrás no se anota nunca, se diga lo que se diga.",
    close_subject: "Cerrar", open_subject: "Dejar que se anote", closed_subject: "cerrado", open_now: "se puede anotar",
    export: "Llevarte el registro", erase: "Borrar todo lo mío",
    car: "Auto simulado", car_note: "Esto no está en la pantalla del auto: es el auto.",
    engineering: "Para ingenieros (sólo en el simulador)", engineering_note: "Ningún equipo puede decir esto; sólo el simulador ve adentro.",
    word: "palabra", tag: "etiqueta", score: "nats por fonema", heard: "Palabras que se oyeron", evidence: "Indicios de este viaje",
    weight: "peso", words: "palabras distintas", level: "nivel del micrófono", phonemes: "fonemas de los últimos 30 ms", no_phonemes: "no se analiza nada",
    dropped_blocks: "bloques que el análisis perdió", frames: "muestras por llamada", callbacks: "llamadas", ring: "muestras en espera",
    xruns: "cortes del audio", late: "llamadas tardías", starved: "llamadas sin muestras", lost_samples: "muestras perdidas",
    interval: "Tiempo entre llamadas", silence: "De la baja del permiso al silencio", number: "número", count: "cuántas veces", no_times: "Sólo con un micrófono real (--live).",
    power_cut: "Corte de corriente", of_rule: "de",
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
  power_cut: ["power_cut"],
};

// What a board's head unit can do: ask.
const BOARD_CONTROLS = ["ask"];

const DAY_MS = 86400000;

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

// What a button is about is told to those who do not see where it stands.
function button(name, label, lines, about) {
  const made = element("button", label, { type: "button", onclick: () => lines.forEach(send) });
  made.dataset.name = name;
  if (about) made.setAttribute("aria-label", `${label}: ${about}`);
  return made;
}

// A row: words to the left, what can be done to the right.
function row(words, ...keys) {
  const made = element("div", undefined, { className: "row" });
  for (const parts of [words, keys]) {
    const side = element("div");
    side.append(...parts);
    made.append(side);
  }
  return made;
}

function purposeRow(one) {
  const [name, until] = [one.name[language], one.until ? ` (→ ${one.until})` : ""];
  const words = [element("p", name), element("p", one.status[language] + until, { className: "small" })];
  const key = button(one.purpose, text(one.is_open ? "stop" : "give"), [`press driver ${one.is_open ? "stop" : one.purpose}`], name);
  const kept = button(`${one.purpose}-kept`, text(one.is_stored ? "unstore" : "store"),
    [`choose driver ${one.is_stored ? "withdraw" : "give"} ${one.purpose}`], name);
  return row(words, key, kept);
}

function tagItem(tag) {
  const item = element("li");
  item.append(element("p", tag.why[language]), button(tag.tag, text("dismiss"), [`choose driver dismiss ${tag.tag}`], tag.name[language]));
  return item;
}

function leftItem(message) {
  const item = element("li");
  item.append(element("p", message.meaning[language]), element("code", message.bytes));
  if (message.rests_on) item.append(element("p", message.rests_on[language], { className: "small" }));
  return item;
}

function recipientRow(one, levels) {
  const id = `trust-${one.id}`;
  const words = [element("label", one.name[language], { htmlFor: id }), element("p", one.receives[language], { className: "small" })];
  const choice = element("select", undefined, { id, onchange: () => send(`choose driver trust ${one.id} ${choice.value}`) });
  choice.append(...levels.map((level, number) => element("option", `${number}: ${level.name[language]}`, { value: number, selected: number === one.level })));
  return row(words, choice);
}

function categoryRow({ tag, name, is_closed: isClosed }) {
  const words = [element("p", name[language]), element("p", text(isClosed ? "closed_subject" : "open_now"), { className: "small" })];
  const label = text(isClosed ? "open_subject" : "close_subject");
  return row(words, button(tag, label, [`choose driver ${isClosed ? "allow" : "block"} ${tag}`], name[language]));
}

function showChoices({ recipients, subjects, today }) {
  const { levels, list } = recipients;
  fill(at("levels"), levels, () => levels.flatMap((level, number) => [element("dt", `${number}: ${level.name[language]}`), element("dd", level.may_receive[language])]));
  fill(at("recipients"), list, () => list.map((one) => recipientRow(one, levels)));
  const noticed = subjects.filter((subject) => !subject.is_preference);
  fill(at("categories"), noticed, () => noticed.map(categoryRow));
  const names = subjects.map(({ tag, name }) => [tag, name]);
  const chosen = at("subject").value;
  fill(at("subject"), names, () => names.map(([tag, name]) => element("option", name[language], { value: tag, selected: tag === chosen })));
  if (today && at("until").min !== today) {
    at("until").min = today;
    at("until").value ||= new Date(Date.parse(today) + 30 * DAY_MS).toISOString().slice(0, 10);
  }
}

function showTexts() {
  document.documentElement.lang = language;
  const texts = {
    language: "language", "left-title": "left", "tags-title": "tags", "subject-label": "subject", "until-label": "until",
    "declare-button": "declare", "choices-title": "choices", "recipients-title": "recipients", "recipients-note": "recipients_note",
    "categories-title": "categories", "categories-note": "categories_note", export: "export", erase: "erase", "car-title": "car",
    "car-note": "car_note", "engineering-title": "engineering", "engineering-note": "engineering_note", "word-head": "word",
    "tag-head": "tag", "score-head": "score", "heard-title": "heard", "evidence-title": "evidence", "evidence-tag": "tag",
    "evidence-weight": "weight", "evidence-words": "words", "interval-title": "interval", "silence-title": "silence",
  };
  for (const [id, name] of Object.entries(texts)) setText(id, text(name));
  const controls = screen_ && screen_.gate && !screen_.car ? BOARD_CONTROLS : Object.keys(CONTROLS);
  fill(at("controls"), controls, () => controls.map((name) => button(name, text(name), CONTROLS[name])));
}

function tableRow(cells) {
  const row = element("tr");
  row.append(...cells.map((cell) => element("td", cell)));
  return row;
}

function showInside(inside) {
  const { audio, rule } = inside;
  const decibels = inside.level > 0 ? `${(20 * Math.log10(inside.level)).toFixed(0)} dBFS` : "−∞ dBFS";
  const phonemes = inside.phonemes.map(([symbol, probability]) => `${symbol} ${probability.toFixed(2)}`).join("  ");
  const counts = ["frames", "callbacks", "ring", "xruns", "late", "starved", "lost_samples"].map((name) => [name, audio ? audio[name] : undefined]);
  const numbers = [["level", decibels], ["phonemes", phonemes || text("no_phonemes")], ["dropped_blocks", inside.dropped_blocks], ...counts];
  const known = numbers.filter(([, value]) => value !== undefined && value !== null);
  fill(at("numbers"), known, () => known.flatMap(([name, value]) => [element("dt", text(name)), element("dd", String(value))]));
  fill(at("evidence"), inside.evidence, () => inside.evidence.map((one) => tableRow([
    one.tag + (one.is_met ? " ✓" : ""), `${one.weight} ${text("of_rule")} ${rule.weight}`, `${one.words} ${text("of_rule")} ${rule.words}`])));
  fill(at("heard"), inside.heard, () => inside.heard.map((one) => tableRow([one.word, one.tag || "", one.score.toFixed(2)])));
  if (!at("car-title").parentElement.querySelector("details").open) return;
  for (const [name, line] of [["interval", true], ["silence", false]]) {
    const words = { title: text(name), number: text("number"), count: text("count"), none: text("no_times") };
    setText(`${name}-text`, PLOTS.show(name, audio ? audio[`${name}_ms`] : [], words, line));
  }
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
  const isBoard = !screen_.car;
  document.body.className = isBoard ? "board" : "";
  at("gate").className = `${gate.is_open ? "open" : ""} ${gate.lamp ? "lamp" : ""}`;
  setText("gate-title", text(gate.is_open ? "open" : "closed"));
  const lamp = gate.lamp === null ? "" : ` ${text(gate.lamp ? "lamp_lit" : "lamp_dark")}`;
  setText("says", gate.says[language] + lamp);
  for (const [id, words] of [["trouble", trouble], ["refused", refused]]) {
    setText(id, words || "");
    at(id).hidden = !words;
  }
  fill(at("left"), left, () => left.length ? left.map(leftItem) : [element("li", text("nothing_left"))]);
  if (isBoard) return;
  fill(at("purposes"), purposes, () => purposes.map(purposeRow));
  fill(at("tags"), tags, () => tags.length ? tags.map(tagItem) : [element("li", text("no_tags"))]);
  showChoices(screen_);
  showInside(inside);
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
  const days = Math.round((Date.parse(at("until").value) - Date.parse(screen_.today)) / DAY_MS);
  send(`choose driver declare ${at("subject").value} ${days}`);
};
at("export").href = `journal.json?token=${encodeURIComponent(location.hash.slice(1))}`;
show();
connect();
