//! Finds host and devices, and a configuration that the gate can take.

use super::rate::Converter;
use crate::error::Error;
use cpal::traits::{DeviceTrait, HostTrait};
use cpal::{
    BufferSize, Device, ErrorKind, Host, SampleFormat, StreamConfig, SupportedStreamConfig,
    SupportedStreamConfigRange,
};
use sordina_hal::{Format, Rate};

/// Rates that the gate takes, the better one first.
const RATES: [Rate; 2] = [Rate::Hz48000, Rate::Hz16000];

/// Rates that are converted where there is neither of those, Hz.
const OTHERS: [u32; 6] = [44_100, 96_000, 88_200, 192_000, 32_000, 22_050];

/// What the command line says about devices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    /// Name of the audio system, e.g. `jack`.
    pub(crate) host: Option<String>,
    /// A part of the device's name.
    pub(crate) device: Option<String>,
    /// Frames per callback.
    pub(crate) block: Option<u32>,
}

/// One direction of a device.
#[derive(Clone)]
pub(crate) struct End {
    pub(crate) device: Device,
    pub(crate) config: StreamConfig,
    pub(crate) format: SampleFormat,
    /// The gate's.
    rate: Rate,
}

/// Microphone and assistant's output, and the gate's rate between them.
#[derive(Clone)]
pub(crate) struct Devices {
    pub(crate) input: End,
    pub(crate) output: End,
    rate: Rate,
}

impl Devices {
    /// Finds what is wished.
    pub(crate) fn find(wish: &Wish) -> Result<Self, Error> {
        let host = host(wish.host.as_deref())?;
        let input = pick(&host, wish, Direction::Input)?;
        let output = pick(&host, wish, Direction::Output)?;
        let fits =
            |hz: u32| supports(&input, Direction::Input, hz) && supports(&output, Direction::Output, hz);
        let rate = RATES.into_iter().find(|rate| fits(rate.hz())).unwrap_or(RATES[0]);
        let end = |device: Device, direction| End::with(device, direction, rate, wish.block);
        Ok(Self { input: end(input, Direction::Input)?, output: end(output, Direction::Output)?, rate })
    }

    /// The format in which samples pass the gate: one channel.
    pub(crate) const fn format(&self) -> Format {
        Format { channels: 1, rate: self.rate }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Input,
    Output,
}

impl End {
    fn with(device: Device, direction: Direction, rate: Rate, block: Option<u32>) -> Result<Self, Error> {
        let failed = |error: cpal::Error| failure("cannot use", &device, &error);
        let rates = std::iter::once(rate).chain(RATES).map(Rate::hz).chain(OTHERS);
        let found = rates.into_iter().find_map(|hz| best(&device, direction, hz).transpose()).transpose();
        let best = found.map_err(failed)?.ok_or_else(|| {
            let what = format!("\"{device}\" has no samples of 16, 24 or 32 bits at a usual rate");
            Error::input(what, "choose another with --device")
        })?;
        let mut config = best.config();
        // JACK's period belongs to its server: whoever wishes for another gets that one, and is told so by `devices`.
        config.buffer_size = block.map_or(BufferSize::Default, BufferSize::Fixed);
        Ok(Self { config, format: best.sample_format(), device, rate })
    }

    /// The gate's rate, Hz.
    pub(super) const fn gate_rate(&self) -> u32 {
        self.rate.hz()
    }

    /// From this device's rate to the gate's; `None` where they are the same.
    pub(super) fn converter_from(&self) -> Result<Option<Converter>, cpal::Error> {
        converter(self.config.sample_rate, self.rate.hz())
    }

    /// From the gate's rate to this device's.
    pub(super) fn converter_to(&self) -> Result<Option<Converter>, cpal::Error> {
        converter(self.rate.hz(), self.config.sample_rate)
    }
}

fn converter(from: u32, to: u32) -> Result<Option<Converter>, cpal::Error> {
    let failed = |error| {
        cpal::Error::with_message(ErrorKind::UnsupportedConfig, format!("{from} to {to} Hz: {error}"))
    };
    Converter::between(from, to).map_err(failed)
}

fn failure(what: &str, device: &Device, error: &cpal::Error) -> Error {
    Error::input(format!("{what} \"{device}\": {error}"), "host-sim devices lists what there is")
}

fn configs(device: &Device, direction: Direction) -> Result<Vec<SupportedStreamConfigRange>, cpal::Error> {
    match direction {
        Direction::Input => device.supported_input_configs().map(Iterator::collect),
        Direction::Output => device.supported_output_configs().map(Iterator::collect),
    }
}

fn supports(device: &Device, direction: Direction, hz: u32) -> bool {
    best(device, direction, hz).is_ok_and(|best| best.is_some())
}

/// The fewest channels, in the widest samples.
fn best(
    device: &Device,
    direction: Direction,
    hz: u32,
) -> Result<Option<SupportedStreamConfig>, cpal::Error> {
    const FORMATS: [SampleFormat; 3] = [SampleFormat::F32, SampleFormat::I32, SampleFormat::I16];
    let place = |format| FORMATS.iter().position(|known| *known == format);
    let configs = configs(device, direction)?.into_iter();
    let fitting =
        configs.filter_map(|config| Some((place(config.sample_format())?, config.try_with_sample_rate(hz)?)));
    Ok(fitting.min_by_key(|(place, config)| (config.channels(), *place)).map(|(_, config)| config))
}

fn host(name: Option<&str>) -> Result<Host, Error> {
    let Some(name) = name else { return Ok(cpal::default_host()) };
    let known = cpal::available_hosts();
    let names: Vec<_> = known.iter().map(|id| id.name().to_lowercase()).collect();
    let id = names.iter().position(|known| known == &name.to_lowercase()).and_then(|place| known.get(place));
    let id = id.ok_or_else(|| {
        Error::input(
            format!("there is no audio system \"{name}\" here"),
            format!("choose one of: {}", names.join(", ")),
        )
    })?;
    let remedy = "is its server running?";
    cpal::host_from_id(*id).map_err(|error| Error::input(format!("cannot reach {name}: {error}"), remedy))
}

fn pick(host: &Host, wish: &Wish, direction: Direction) -> Result<Device, Error> {
    let (default, kind) = match direction {
        Direction::Input => (host.default_input_device(), "microphone"),
        Direction::Output => (host.default_output_device(), "output"),
    };
    let Some(name) = &wish.device else {
        let remedy = "is the audio server running? host-sim devices lists what there is";
        return default.ok_or_else(|| Error::input(format!("{} has no {kind}", host.id().name()), remedy));
    };
    let devices = host
        .devices()
        .map_err(|error| Error::input(format!("cannot list devices: {error}"), "is the server running?"))?;
    let fits = |device: &Device| {
        let is_one =
            if direction == Direction::Input { device.supports_input() } else { device.supports_output() };
        is_one && device.to_string().to_lowercase().contains(&name.to_lowercase())
    };
    devices.into_iter().find(fits).ok_or_else(|| {
        Error::input(
            format!("no {kind} of {} is called \"{name}\"", host.id().name()),
            "host-sim devices lists what there is",
        )
    })
}

/// A line about each device of each host, and the reason of each host that cannot be asked.
pub(crate) fn list() -> Vec<String> {
    let mut lines = Vec::new();
    for id in cpal::available_hosts() {
        let name = id.name().to_lowercase();
        match cpal::host_from_id(id).and_then(|host| host.devices()) {
            Err(error) => lines.push(format!("{name}: {error}")),
            Ok(devices) => lines.extend(devices.map(|device| format!("{name}: {}", describe(&device)))),
        }
    }
    lines
}

fn describe(device: &Device) -> String {
    let ends =
        [(Direction::Input, "in"), (Direction::Output, "out")].into_iter().filter_map(|(direction, name)| {
            let configs = configs(device, direction).unwrap_or_default();
            let has = |hz: &u32| configs.iter().any(|config| config.try_with_sample_rate(*hz).is_some());
            let exact: Vec<_> = RATES.map(Rate::hz).into_iter().filter(has).collect();
            let converted = OTHERS.into_iter().find(has).filter(|_| exact.is_empty());
            let rates = match converted {
                Some(hz) => format!("{hz} Hz, converted"),
                None if exact.is_empty() => "no rate for the gate".to_owned(),
                None => exact.iter().map(u32::to_string).collect::<Vec<_>>().join(" or ") + " Hz",
            };
            (!configs.is_empty()).then(|| format!("{name} {rates}"))
        });
    format!("{device} ({})", ends.collect::<Vec<_>>().join(", "))
}
