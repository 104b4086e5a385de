//! What a board's image holds: an ELF file, by section and by module.

use object::{Object, ObjectSection, ObjectSymbol, SectionKind};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Where ARMv7-M boards have their RAM: *ARMv7-M Architecture Reference Manual*, B3.1.
const RAM: std::ops::Range<u64> = 0x2000_0000..0x4000_0000;

/// Modules with less than this together are one row.
const SMALL: u64 = 1024;

/// A section that is there when the image runs.
struct Section {
    name: String,
    size: u64,
    is_in_flash: bool,
    is_in_ram: bool,
}

/// Bytes of a module.
#[derive(Clone, Copy, Default)]
struct Bytes {
    code: u64,
    constants: u64,
    variables: u64,
}

impl Bytes {
    fn all(self) -> u64 {
        self.code + self.constants + self.variables
    }

    fn add(&mut self, more: Self) {
        self.code += more.code;
        self.constants += more.constants;
        self.variables += more.variables;
    }
}

/// An image as the linker left it.
pub struct Image {
    sections: Vec<Section>,
    /// Names of everything in it, in Rust's own form.
    pub names: Vec<String>,
    modules: BTreeMap<String, Bytes>,
}

impl Image {
    /// Reads an ELF file.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let bytes = fs::read(path).expect("an image");
        let file = object::File::parse(&*bytes).expect("an ELF file");
        let sections = file.sections().filter_map(|section| Section::of(&section)).collect();
        let (mut names, mut modules) = (Vec::new(), BTreeMap::<String, Bytes>::new());
        for symbol in file.symbols().filter(|symbol| symbol.size() > 0) {
            let name = format!("{:#}", rustc_demangle::demangle(symbol.name().unwrap_or_default()));
            let section = symbol.section_index().and_then(|index| file.section_by_index(index).ok());
            let Some(section) = section else { continue };
            modules.entry(module(&name)).or_default().add(bytes_of(section.kind(), symbol.size()));
            names.push(name);
        }
        Self { sections, names, modules }
    }

    /// Bytes of flash: what runs there, lies there, and is copied from there at the start.
    #[must_use]
    pub fn flash(&self) -> u64 {
        self.sections.iter().filter(|section| section.is_in_flash).map(|section| section.size).sum()
    }

    /// Bytes of RAM for variables; the stack is not among them.
    #[must_use]
    pub fn variables(&self) -> u64 {
        self.sections.iter().filter(|section| section.is_in_ram).map(|section| section.size).sum()
    }

    /// A table of the sections, in Markdown.
    #[must_use]
    pub fn section_table(&self) -> String {
        let mut table = "| section | flash | RAM |\n|---|---|---|\n".to_owned();
        for Section { name, size, is_in_flash, is_in_ram } in &self.sections {
            let cell = |is_there: bool| if is_there { grouped(*size) } else { String::new() };
            let _infallible = writeln!(table, "| `{name}` | {} | {} |", cell(*is_in_flash), cell(*is_in_ram));
        }
        let _infallible =
            writeln!(table, "| all | {} | {} |", grouped(self.flash()), grouped(self.variables()));
        table
    }

    /// A table of the modules, in Markdown; what the optimiser moved into another function counts there.
    #[must_use]
    pub fn module_table(&self) -> String {
        let mut table = "| module | code | constants | variables |\n|---|---|---|---|\n".to_owned();
        let mut row = |name: &str, bytes: &Bytes| {
            let cells = [bytes.code, bytes.constants, bytes.variables].map(grouped);
            let _infallible = writeln!(table, "| {name} | {} | {} | {} |", cells[0], cells[1], cells[2]);
        };
        let mut small = Bytes::default();
        for (name, bytes) in &self.modules {
            if bytes.all() < SMALL { small.add(*bytes) } else { row(&format!("`{name}`"), bytes) }
        }
        row("smaller ones", &small);
        table
    }
}

impl Section {
    fn of(section: &object::Section) -> Option<Self> {
        use SectionKind::{Data, ReadOnlyData, ReadOnlyString, Text, UninitializedData};
        let name = section.name().unwrap_or_default().to_owned();
        let is_there =
            matches!(section.kind(), Text | Data | ReadOnlyData | ReadOnlyString | UninitializedData);
        (is_there && section.size() > 0 && name != ".stack").then(|| Self {
            name,
            size: section.size(),
            is_in_flash: section.kind() != UninitializedData,
            is_in_ram: RAM.contains(&section.address()),
        })
    }
}

fn bytes_of(kind: SectionKind, size: u64) -> Bytes {
    match kind {
        SectionKind::Text => Bytes { code: size, ..Bytes::default() },
        SectionKind::Data | SectionKind::UninitializedData => Bytes { variables: size, ..Bytes::default() },
        _ => Bytes { constants: size, ..Bytes::default() },
    }
}

/// Crate of a symbol, and for the gateway the module in it.
fn module(name: &str) -> String {
    if name.starts_with(".L") {
        return "constants without a name".to_owned();
    }
    let path = name.trim_start_matches(['<', '&', '*']).trim_start_matches("mut ").trim_start_matches("dyn ");
    let end = |c: char| !(c.is_alphanumeric() || c == '_');
    let mut parts = path.split("::").map(|part| part.split(end).next().unwrap_or_default());
    match (parts.next().unwrap_or_default(), parts.next()) {
        ("sordina", Some(module)) if module.starts_with(char::is_lowercase) => format!("sordina::{module}"),
        (one, None) if one.starts_with("__aeabi") || one.starts_with("mem") => "compiler_builtins".to_owned(),
        (_, None) => "start and interrupts".to_owned(),
        ("f32" | "str" | "u8" | "u32" | "u64" | "usize", _) => "core".to_owned(),
        (one, Some(_)) => one.to_owned(),
    }
}

/// A number with its thousands apart.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}
