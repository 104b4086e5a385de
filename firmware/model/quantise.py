"""Turns the trained float network into the integers that the gateway compiles in.

    python3 quantise.py --speech MANIFEST.tsv --root SPEECH_ROOT

Reads weights.npz beside this file (float32, batch normalisation folded), the three waveforms in reference/ and a few
minutes of *train*-split recordings (never test: the figures are measured there). Writes, beside this file,

    weights.bin      int8 weights, rows in the order of the layers (layout in WEIGHTS below)
    parameters.rs    biases, multipliers and scales, included by spotter/model.rs
    reference/       test vectors: float log-probabilities, integer log-probabilities

Scheme: weights int8 per output channel, activations int16 per tensor (HEADROOM times the 99.99 % point of what
calibration saw), biases int32 in units of the accumulator. Sixteen bits cost what eight do, since the kernels multiply
halves of a word, and leave the rounding of the weights as the only difference from float that matters.
A value goes to the next tensor as (accumulator * multiplier + 2^27) >> 28 in 64 bits, floor shift: the same
integers on every machine. `Integer` below is the definition that the gateway must match to the bit.
Needs numpy, and ffmpeg for FLAC.
"""
import argparse, csv, pathlib, subprocess, textwrap
import numpy as np

HERE = pathlib.Path(__file__).parent
SHIFT, LOGIT_UNIT = 28, 4096                    # fixed point of the multipliers; logits in 1/4096 nat
BINS, TAPS, OUTPUTS, BLOCKS = 40, 9, 44, 8
PRIOR_WEIGHT = 0.2                              # of the decoder's costs
CALIBRATION_SECONDS = 300
HEADROOM, TOP = 4, 2 ** 15 - 1                 # of activations


# --- front end in float, as the gateway defines it -------------------------------------------------------------

def mel_matrix():
    mel, hertz = lambda f: 2595 * np.log10(1 + f / 700), lambda m: 700 * (10 ** (m / 2595) - 1)
    edge = hertz(np.linspace(mel(60.0), mel(7600.0), BINS + 2))
    f = np.arange(257) * 31.25
    rows = [np.minimum((f - a) / (b - a), (c - f) / (c - b)) for a, b, c in zip(edge, edge[1:], edge[2:])]
    return np.maximum(0, np.array(rows))


def features(wave):
    """int16 samples -> [frames, 40] log-mels minus their running mean"""
    frames = np.lib.stride_tricks.sliding_window_view(wave.astype(np.float64) / 32768, 400)[::160]
    power = np.abs(np.fft.rfft(frames * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)), 512)) ** 2
    energy = np.log(power @ mel_matrix().T + 1e-5)
    mean, out = np.zeros(BINS), np.empty_like(energy)
    for t, e in enumerate(energy):
        mean = mean + (e - mean) / min(t + 1, 128)
        out[t] = e - mean
    return out


# --- network --------------------------------------------------------------------------------------------------

def input_windows(f):
    """[frames, 40] -> [steps, 240]: frames 3j-3 .. 3j+2, oldest first"""
    steps = len(f) // 3
    padded = np.concatenate([np.zeros((3, BINS), f.dtype), f[:3 * steps]])
    return np.stack([padded[3 * j:3 * j + 6].ravel() for j in range(steps)])


def depthwise(x, taps, right):
    """x [steps, channels], taps [channels, 9] -> sum over k of taps[:, k] * x[t + k - 8 + right]"""
    padded = np.pad(x, ((TAPS - 1 - right, right), (0, 0)))
    return sum(taps[:, k] * padded[k:k + len(x)] for k in range(TAPS))


def first_rows(w):
    """the first layer's weights, frame-major like its input"""
    return np.ascontiguousarray(w["c0_w"].transpose(0, 2, 1)).reshape(-1, 6 * BINS)


def float_network(w, f):
    """float features [frames, 40] -> log-probabilities [steps, 44] as trained"""
    x = np.maximum(input_windows(f) @ first_rows(w).T + w["c0_b"], 0)
    for i in range(BLOCKS):
        d = depthwise(x, w[f"b{i}_dw"], int(w["right"][i]))
        x = np.maximum(x + d @ w[f"b{i}_pw"].T + w[f"b{i}_b"], 0)
    z = x @ w["out_w"].T + w["out_b"]
    z = z - z.max(1, keepdims=True)
    return z - np.log(np.exp(z).sum(1, keepdims=True))


def rows_to_int8(w):
    """-> (int8 values as int64, scale per row)"""
    scale = np.maximum(np.abs(w).reshape(len(w), -1).max(1), 1e-9) / 127
    return np.round(w / scale.reshape(-1, *[1] * (w.ndim - 1))).astype(np.int64), scale


class Quantised:
    """the int8 weights and, after `calibrate`, every scale"""

    def __init__(self, w):
        self.w = w
        self.right = [int(r) for r in w["right"]]
        self.channels = len(w["c0_b"])
        self.first = rows_to_int8(first_rows(w))
        self.depth = [rows_to_int8(w[f"b{i}_dw"]) for i in range(BLOCKS)]
        self.point = [rows_to_int8(w[f"b{i}_pw"]) for i in range(BLOCKS)]
        self.out = rows_to_int8(w["out_w"])

    def calibrate(self, f):
        """one pass with quantised weights and float activations; keeps the unit of each tensor"""
        real = lambda q: q[0] * q[1].reshape(-1, *[1] * (q[0].ndim - 1))
        unit = lambda x: HEADROOM * float(np.quantile(np.abs(x), 0.9999)) / TOP
        self.s_in = unit(f)
        x = np.maximum(input_windows(f) @ real(self.first).T + self.w["c0_b"], 0)
        self.s_x, self.s_d = [unit(x)], []
        for i in range(BLOCKS):
            d = depthwise(x, real(self.depth[i]), self.right[i])
            self.s_d.append(unit(d))
            x = np.maximum(x + d @ real(self.point[i]).T + self.w[f"b{i}_b"], 0)
            self.s_x.append(unit(x))

    def integers(self):
        """-> dict of the integer parameters"""
        fixed = lambda m: np.round(np.asarray(m) * 2 ** SHIFT).astype(np.int64)
        p = {"first_bias": np.round(self.w["c0_b"] / (self.first[1] * self.s_in)).astype(np.int64),
             "first_multiplier": fixed(self.first[1] * self.s_in / self.s_x[0]),
             "depth_multiplier": [], "point_bias": [], "point_multiplier": [], "residual_multiplier": []}
        for i in range(BLOCKS):
            unit = self.point[i][1] * self.s_d[i]
            p["depth_multiplier"].append(fixed(self.depth[i][1] * self.s_x[i] / self.s_d[i]))
            p["point_bias"].append(np.round(self.w[f"b{i}_b"] / unit).astype(np.int64))
            p["point_multiplier"].append(fixed(unit / self.s_x[i + 1]))
            p["residual_multiplier"].append(int(fixed(self.s_x[i] / self.s_x[i + 1])))
        unit = self.out[1] * self.s_x[-1]
        p["out_bias"] = np.round(self.w["out_b"] / unit).astype(np.int64)
        p["out_multiplier"] = fixed(unit * LOGIT_UNIT)
        p["prior"] = np.round(PRIOR_WEIGHT * self.w["log_prior"] * 256).astype(np.int64)
        for name, value in p.items():
            assert np.abs(np.array(value)).max() < 2 ** 31, name
        for rows, bias in [(self.first, p["first_bias"]), *zip(self.point, p["point_bias"]), (self.out, p["out_bias"])]:
            assert (np.abs(rows[0]).sum(1) * (TOP + 1) + np.abs(bias)).max() < 2 ** 31, "a sum may wrap"
        return p


class Integer:
    """the network in integers; the gateway computes exactly this, one step at a time"""

    def __init__(self, quantised):
        self.q, self.p = quantised, quantised.integers()

    def quantise_features(self, f):
        scaled = f.astype(np.float32) * np.float32(1 / self.q.s_in)
        rounded = np.trunc(scaled + np.copysign(np.float32(0.5), scaled)).astype(np.int64)
        return np.clip(rounded, -TOP - 1, TOP)

    def __call__(self, f):
        """int16 features [frames, 40] -> int16 log-probabilities [steps, 44] in 1/256 nat"""
        p, q = self.p, self.q
        scale = lambda acc, low: np.clip((acc + (1 << (SHIFT - 1))) >> SHIFT, low, TOP)
        x = scale((input_windows(f) @ q.first[0].T + p["first_bias"]) * p["first_multiplier"], 0)
        for i in range(BLOCKS):
            d = scale(depthwise(x, q.depth[i][0], q.right[i]) * p["depth_multiplier"][i], -TOP - 1)
            acc = (d @ q.point[i][0].T + p["point_bias"][i]) * p["point_multiplier"][i]
            x = scale(acc + x * p["residual_multiplier"][i], 0)
        z = ((x @ q.out[0].T + p["out_bias"]) * p["out_multiplier"] + (1 << (SHIFT - 1))) >> SHIFT
        return log_softmax(z)


def log_softmax(z):
    """logits in 1/4096 nat -> 1/256 nat; float32 in the gateway's order of operations"""
    f32 = np.float32
    x = (z - z.max(1, keepdims=True)).astype(f32) * f32(1 / LOGIT_UNIT)
    total = np.zeros(len(x), f32)
    for k in range(OUTPUTS):
        total = total + exponential(x[:, k])
    return np.trunc((x - logarithm(total)[:, None]) * f32(256) - f32(0.5)).astype(np.int64)


def exponential(x):
    """e^x for x <= 0, as spotter/elementary.rs: 2^k by the exponent bits, the rest by a polynomial"""
    f32 = np.float32
    k = np.trunc(x * f32(1.442695) - f32(0.5))
    r = x - k * f32(0.6931472)
    y = np.full_like(r, f32(1 / 720))
    for c in (1 / 120, 1 / 24, 1 / 6, 0.5, 1.0, 1.0):
        y = y * r + f32(c)
    power = ((k.astype(np.int32) + 127).clip(1, 254) << 23).astype(np.int32).view(f32)
    return np.where(x < f32(-80), f32(0), y * power).astype(f32)


def logarithm(x):
    """ln x for normal positive x, as spotter/elementary.rs: exponent bits and the series of artanh"""
    f32 = np.float32
    bits = x.astype(f32).view(np.int32)
    e = (bits >> 23) - 127
    m = ((bits & 0x7FFFFF) | 0x3F800000).astype(np.int32).view(f32)
    big = m > f32(1.4142135)
    m, e = np.where(big, m * f32(0.5), m).astype(f32), (e + big).astype(f32)
    s = (m - f32(1)) / (m + f32(1))
    s2 = s * s
    y = np.full_like(s, f32(1 / 9))
    for c in (1 / 7, 1 / 5, 1 / 3, 1.0):
        y = y * s2 + f32(c)
    return e * f32(0.6931472) + f32(2) * s * y


# --- files ----------------------------------------------------------------------------------------------------

def decode(path):
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-ar", "16000", "-ac", "1", "-"],
                         check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(raw, "<i2")


def calibration(waves, manifest, root):
    """one stream: the reference waveforms and train-split speech, clips spread over the manifest, gaps of faint noise"""
    with open(manifest, encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t") if r["split"] == "train" and r["language"] in ("en", "es")]
    rng = np.random.RandomState(1)
    parts, seconds = list(waves), 0.0
    for row in (rows[i] for i in rng.permutation(len(rows))):
        parts += [np.round(rng.randn(8000) * 5.8).astype(np.int16), decode(pathlib.Path(root) / row["path"])]
        seconds += float(row["seconds"]) + 0.5
        if seconds > CALIBRATION_SECONDS:
            break
    return np.concatenate(parts)


def write_weights(q):
    """WEIGHTS, for C channels: first [C][240]; eight blocks of taps [9][C] (tap-major) and point [C][C]; out [44][C]"""
    parts = [q.first[0]]
    for i in range(BLOCKS):
        parts += [q.depth[i][0].T, q.point[i][0]]
    parts.append(q.out[0])
    (HERE / "weights.bin").write_bytes(b"".join(np.ascontiguousarray(p).astype(np.int8).tobytes() for p in parts))


def write_parameters(q, p):
    array = lambda v: "[\n" + textwrap.fill(", ".join(str(int(x)) for x in v), 110, initial_indent="    ", subsequent_indent="    ") + ",\n]"
    blocks = ",\n".join(
        f"    BlockParameters {{\n        look_ahead: {q.right[i]},\n        residual_multiplier: {p['residual_multiplier'][i]},\n"
        f"        depth_multiplier: {array(p['depth_multiplier'][i])},\n        point_bias: {array(p['point_bias'][i])},\n"
        f"        point_multiplier: {array(p['point_multiplier'][i])},\n    }}" for i in range(BLOCKS))
    text = f"""//! Generated by `quantise.py`: do not edit. Biases, multipliers and priors of the network; `model.rs` says what they are.

use super::{{BLOCK_COUNT, BlockParameters, OUTPUTS}};

/// Channels of every hidden layer.
pub(in crate::spotter) const CHANNELS: usize = {q.channels};

/// Input levels per nat: a feature times this, rounded, is the network's input.
pub(in crate::spotter) const LEVELS_PER_NAT: f32 = {np.float32(1 / q.s_in)!s};

pub(in crate::spotter) static FIRST_BIAS: [i32; CHANNELS] = {array(p['first_bias'])};

pub(in crate::spotter) static FIRST_MULTIPLIER: [i32; CHANNELS] = {array(p['first_multiplier'])};

pub(in crate::spotter) static BLOCKS: [BlockParameters; BLOCK_COUNT] = [
{blocks},
];

pub(in crate::spotter) static OUT_BIAS: [i32; OUTPUTS] = {array(p['out_bias'])};

pub(in crate::spotter) static OUT_MULTIPLIER: [i32; OUTPUTS] = {array(p['out_multiplier'])};

/// {PRIOR_WEIGHT} of each phoneme's log prior, in 1/256 nat.
pub(in crate::spotter) static PRIOR: [i16; OUTPUTS] = {array(p['prior'])};
"""
    (HERE / "parameters.rs").write_text(text)


def write_reference(network, w, waves):
    for i, wave in enumerate(waves):
        f = np.frombuffer((HERE / f"reference/{i}.feature").read_bytes(), "<f4").reshape(-1, BINS)
        lp, integer = float_network(w, f), network(network.quantise_features(f))
        (HERE / f"reference/{i}.logprob").write_bytes(lp.astype("<f4").tobytes())
        (HERE / f"reference/{i}.integer").write_bytes(integer.astype("<i2").tobytes())
        print(f"reference {i}: mean |integer - float| {np.abs(integer / 256 - lp).mean():.4f} nat, "
              f"same best symbol {100 * np.mean(integer.argmax(1) == lp.argmax(1)):.1f} %, "
              f"features here against the gateway's {np.abs(features(wave) - f).max():.5f}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--speech", "--root"):
        arguments.add_argument(name, required=True)
    a = arguments.parse_args()
    waves = [np.frombuffer((HERE / f"reference/{i}.wave").read_bytes(), "<i2") for i in range(3)]
    w = dict(np.load(HERE / "weights.npz"))
    quantised = Quantised(w)
    quantised.calibrate(features(calibration(waves, a.speech, a.root)))
    network = Integer(quantised)
    write_weights(quantised)
    write_parameters(quantised, network.p)
    write_reference(network, w, waves)


if __name__ == "__main__":
    main()
