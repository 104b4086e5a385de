//! The summary that a lawyer could read: who opened what, why it closed, what left, what was kept and what not.

use super::lines::{fault_name, why};
use super::meaning::{answer, choice, clock, key, person, purposes, seconds, spaced};
use super::record::{Opening, Record};
use crate::car::Happening;
use crate::error::Error;
use crate::journal::Kept;
use crate::language::Language;
use sordina::policy::BITS_PER_DAY;
use sordina_link::Answer;
use std::io::Write;

/// Writes the summary.
pub(crate) fn summarise(
    to: &mut impl Write,
    record: &Record,
    kept: &Kept,
    language: Language,
) -> Result<(), Error> {
    let sections = [
        (language.pick("Who opened what", "Quién abrió qué"), opened(record, language)),
        (language.pick("What left the gateway", "Qué salió"), left(record, language)),
        (language.pick("What was kept", "Qué se guardó"), kept_lines(kept, language)),
        (language.pick("What was not kept", "Qué no se guardó"), not_kept(language)),
    ];
    for (title, lines) in sections {
        writeln!(to, "\n{title}")?;
        for line in lines {
            writeln!(to, "  {line}")?;
        }
    }
    Ok(())
}

/// Acts, openings and faults in the order of time.
fn opened(record: &Record, language: Language) -> Vec<String> {
    let acts = record.acts.iter().filter_map(|moment| Some((moment.t_ms, act(&moment.happening, language)?)));
    let openings = record.openings.iter().map(|opening| (opening.from_ms, one_opening(opening, language)));
    let faults = record.faults.iter().map(|(t_ms, fault)| {
        (*t_ms, format!("{}: {}", language.pick("fault", "falla"), fault_name(*fault, language)))
    });
    let mut rows: Vec<(u64, String)> = acts.chain(openings).chain(faults).collect();
    rows.sort_by_key(|(t_ms, _)| *t_ms);
    let mut lines: Vec<String> = rows.iter().map(|(t_ms, row)| format!("{}  {row}", clock(*t_ms))).collect();
    if record.openings.is_empty() {
        let why = record.closed.map_or("", |reason| why(reason, language));
        let whole = seconds(record.length_ms);
        lines.push(language.pick(
            format!("Nobody opened the gate: it was closed for the whole {whole}. {why}"),
            format!("Nadie lo abrió: estuvo cerrado durante los {whole}. {why}"),
        ));
    }
    lines
}

fn act(happening: &Happening, language: Language) -> Option<String> {
    match happening {
        Happening::Pressed(seat, pressed) => {
            let (who, what) = (person(*seat, language), key(*pressed, language));
            Some(language.pick(format!("{who} pressed \"{what}\""), format!("{who} apretó «{what}»")))
        }
        Happening::Chose(seat, chosen) => {
            Some(format!("{}: {}", person(*seat, language), choice(*chosen, language)))
        }
        _ => None,
    }
}

fn one_opening(opening: &Opening, language: Language) -> String {
    let to = clock(opening.to_ms);
    let (what, long) = (purposes(opening.purposes, language), seconds(opening.to_ms - opening.from_ms));
    let end = match opening.reason {
        Some(reason) => why(reason, language),
        None => language.pick("It went on for other purposes.", "Siguió con otra finalidad."),
    };
    language.pick(
        format!("OPEN for {what}, on the acts before, until {to} ({long}). Why it closed: {end}"),
        format!("ABIERTO para {what}, por los actos previos, hasta {to} ({long}). Por qué se cerró: {end}"),
    )
}

fn left(record: &Record, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    let assistant = record.assistant_ms();
    if assistant > 0 {
        let long = seconds(assistant);
        lines.push(language.pick(
            format!("Sound, {long} of it, to the voice assistant, as agreed."),
            format!("Sonido, {long}, al asistente de voz, según lo acordado."),
        ));
    }
    for (t_ms, left) in &record.left {
        let bytes = spaced(&left.bytes);
        let payload = left.answer.map_or_else(String::new, |said| spaced(said.bytes()));
        let meaning = left.answer.map_or_else(String::new, |said| answer(said, language));
        let heads = language.pick(("bytes", "answer", "meaning"), ("bytes", "respuesta", "significado"));
        lines.push(format!("{}  {}: {bytes}", clock(*t_ms), heads.0));
        lines.push(format!("         {}: {payload}  {}: {meaning}", heads.1, heads.2));
    }
    lines.extend(bits(record, language));
    let said_something =
        |left: &crate::car::Answered| left.answer.is_some_and(|said| said != Answer::SILENCE);
    if assistant == 0 && !record.left.iter().any(|(_, left)| said_something(left)) {
        let nothing = "Nothing about anybody.";
        lines.insert(0, language.pick(nothing, "Nada sobre nadie.").to_owned());
    }
    lines
}

/// How much the answers can have said. Silence says something, too: that there is nothing to say.
fn bits(record: &Record, language: Language) -> Option<String> {
    const HALF_A_DAY: u64 = 12 * 3_600_000;
    let answered = record.left.iter().filter(|(_, left)| left.answer.is_some());
    // The clock starts at noon.
    let mut days: Vec<u64> = answered.map(|(t_ms, _)| (t_ms + HALF_A_DAY) / (2 * HALF_A_DAY)).collect();
    days.dedup();
    let count = f64::from(u32::try_from(days.len()).unwrap_or(u32::MAX));
    let most = BITS_PER_DAY * count;
    (count > 0.0).then(|| {
        language.pick(
            format!("In all at most {most:.2} bits left, all recipients together; asking again today adds none."),
            format!("En total salieron a lo sumo {most:.2} bits, entre todos los destinatarios; otra pregunta hoy no suma."),
        )
    })
}

fn kept_lines(kept: &Kept, language: Language) -> Vec<String> {
    let lines = kept.lines(language);
    if lines.is_empty() {
        return vec![language.pick("Nothing.", "Nada.").to_owned()];
    }
    let head = language.pick("In the journal, chained:", "En el registro encadenado:").to_owned();
    std::iter::once(head).chain(lines).collect()
}

fn not_kept(language: Language) -> Vec<String> {
    let lines = language.pick(
        [
            "No sound, no word, no score, no count and no time of day: the journal has no field for them.",
            "What the analysis held in memory was overwritten when the gate closed.",
            "Lines marked \"simulator only\" are visible here and nowhere else: no gateway can send them.",
        ],
        [
            "Ni sonido, ni palabras, ni puntajes, ni cantidades, ni horas: el registro no tiene dónde ponerlos.",
            "Lo que el análisis tenía en memoria se sobrescribió al cerrar.",
            "Las líneas «sólo en el simulador» se ven acá y en ningún otro lado: ningún equipo puede enviarlas.",
        ],
    );
    lines.map(str::to_owned).into()
}
