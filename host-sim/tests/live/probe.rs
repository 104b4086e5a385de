//! A client of the audio server on both sides of the program: speaks numbers, hears numbers.

use jack::{AsyncClient, AudioIn, AudioOut, Client, ClientOptions, Control, PortFlags, ProcessScope};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Samples are whole numbers over this: exact in the 32 bits of the server, none of them 0.
const SCALE: f32 = 8_388_608.0;
/// Numbers before they begin again.
const NUMBERS: u64 = 8_388_607;
/// Samples that count as sound that has begun.
const SOUND: u64 = 2048;

/// How long anything may take that must happen; a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the audio thread counts.
#[derive(Default)]
struct Heard {
    periods: AtomicU64,
    /// Samples of the run that goes on; 0 in silence.
    run: AtomicU64,
    /// Runs of samples since it was taken.
    runs: AtomicU32,
    /// Places in a run where a number does not follow the one before it.
    gaps: AtomicU32,
    samples: AtomicU64,
    /// Periods that the server left out.
    xruns: AtomicU32,
    must_be_silent: AtomicBool,
    leaks: AtomicU64,
    delays: Mutex<Vec<u64>>,
}

pub(crate) struct Probe {
    client: AsyncClient<News, Ears>,
    heard: Arc<Heard>,
}

/// What the server tells.
struct News(Arc<Heard>);

impl jack::NotificationHandler for News {
    fn xrun(&mut self, _: &Client) -> Control {
        self.0.xruns.fetch_add(1, Ordering::Relaxed);
        Control::Continue
    }
}

/// The audio thread's part.
struct Ears {
    voice: jack::Port<AudioOut>,
    assistant: jack::Port<AudioIn>,
    heard: Arc<Heard>,
    /// Samples spoken.
    spoken: u64,
    /// The number heard last, if the last sample was one.
    last: Option<u64>,
}

impl Ears {
    fn hear(&mut self, sample: f32, at: u64) {
        let heard = &self.heard;
        if sample == 0.0 {
            self.last = None;
            heard.run.store(0, Ordering::Relaxed);
            return;
        }
        let number = ((sample * SCALE) as u64).saturating_sub(1);
        heard.samples.fetch_add(1, Ordering::Relaxed);
        heard.run.fetch_add(1, Ordering::Relaxed);
        if heard.must_be_silent.load(Ordering::Relaxed) {
            heard.leaks.fetch_add(1, Ordering::Relaxed);
        }
        match self.last {
            None => {
                heard.runs.fetch_add(1, Ordering::Relaxed);
                let delay = (at + NUMBERS - number) % NUMBERS;
                if let Ok(mut delays) = heard.delays.try_lock()
                    && !delays.contains(&delay)
                {
                    delays.push(delay);
                }
            }
            Some(last) if (last + 1) % NUMBERS != number => {
                heard.gaps.fetch_add(1, Ordering::Relaxed);
            }
            Some(_) => {}
        }
        self.last = Some(number);
    }
}

impl jack::ProcessHandler for Ears {
    fn process(&mut self, _: &Client, scope: &ProcessScope) -> Control {
        let heard: Vec<f32> = self.assistant.as_slice(scope).to_vec();
        let begin = self.spoken;
        for (sample, at) in heard.into_iter().zip(begin % NUMBERS..) {
            self.hear(sample, at % NUMBERS);
        }
        for sample in self.voice.as_mut_slice(scope) {
            *sample = (self.spoken % NUMBERS + 1) as f32 / SCALE;
            self.spoken += 1;
        }
        self.heard.periods.fetch_add(1, Ordering::Relaxed);
        Control::Continue
    }
}

impl Probe {
    pub(crate) fn start() -> Self {
        let (client, _) = Client::new("probe", ClientOptions::NO_START_SERVER).expect("a server");
        let voice = client.register_port("voice", AudioOut::default()).expect("a port");
        let assistant = client.register_port("assistant", AudioIn::default()).expect("a port");
        let heard = Arc::<Heard>::default();
        let ears = Ears { voice, assistant, heard: heard.clone(), spoken: 0, last: None };
        Self { client: client.activate_async(News(heard.clone()), ears).expect("a client"), heard }
    }

    fn ports(&self, pattern: &str) -> Vec<String> {
        self.client.as_client().ports(Some(pattern), None, PortFlags::empty())
    }

    pub(crate) fn wait_until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let begin = Instant::now();
        while !is_so(self) {
            assert!(begin.elapsed() < PATIENCE, "{what}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Connects to the program's port as soon as it takes connections.
    fn connect(&self, what: &str, is_connected: impl Fn(&Client, &str) -> bool) {
        self.wait_until(&format!("there is no {what}"), |probe| {
            probe.ports(what).iter().any(|port| is_connected(probe.client.as_client(), port))
        });
    }

    pub(crate) fn listen_to_the_assistant(&self) {
        self.connect("_out:out_0", |client, port| {
            client.connect_ports_by_name(port, "probe:assistant").is_ok()
        });
    }

    pub(crate) fn speak_to_the_capture_stream(&self) {
        self.connect("_in:in_0", |client, port| client.connect_ports_by_name("probe:voice", port).is_ok());
    }

    /// Whether the server knows no client that captures.
    pub(crate) fn nobody_captures(&self) -> bool {
        self.ports("_in:in_0").is_empty()
    }

    /// Waits until some sound has been heard without a break; how many runs there were.
    pub(crate) fn wait_for_sound(&self) -> u32 {
        self.heard.runs.store(0, Ordering::Relaxed);
        self.heard.gaps.store(0, Ordering::Relaxed);
        self.wait_until("no sound", |probe| probe.heard.run.load(Ordering::Relaxed) >= SOUND);
        self.heard.runs.load(Ordering::Relaxed).max(1)
    }

    pub(crate) fn wait_periods(&self, count: u64) {
        let until = self.heard.periods.load(Ordering::Relaxed) + count;
        self.wait_until("the server stands", |probe| probe.heard.periods.load(Ordering::Relaxed) > until);
    }

    pub(crate) fn must_hear_nothing(&self, is_so: bool) {
        self.heard.must_be_silent.store(is_so, Ordering::Relaxed);
    }

    /// Samples that were heard when there should be none.
    pub(crate) fn leaks(&self) -> u64 {
        self.heard.leaks.load(Ordering::Relaxed)
    }

    pub(crate) fn take_gaps(&self) -> u32 {
        self.heard.gaps.swap(0, Ordering::Relaxed)
    }

    /// Periods that the server left out, since some client was late or the machine was busy.
    pub(crate) fn xruns(&self) -> u32 {
        self.heard.xruns.load(Ordering::Relaxed)
    }

    pub(crate) fn heard(&self) -> u64 {
        self.heard.samples.load(Ordering::Relaxed)
    }

    /// Every delay with which a run began, in frames.
    pub(crate) fn delays(&self) -> Vec<u64> {
        self.heard.delays.lock().expect("delays").clone()
    }
}
