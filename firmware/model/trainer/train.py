"""Trains the network on what `generate.py` and `ingest.py` put in DATA.

    python train.py DATA RUN --steps 20000                       # from scratch, or on from RUN/checkpoint.pt
    python train.py DATA RUN --minutes 9 --rows 48 --workers 14    # by the clock: on a lent GPU, say
    python train.py DATA RUN --steps 20000 --channels 192 240      # two networks side by side, on the same batches: making
                                                                 # them costs most. The second writes to RUN/240
    python train.py DATA RUN --steps 8000 --start ../weights.npz   # from the weights in use, wider if asked
    torchrun --nproc-per-node 2 train.py DATA RUN --steps 10000    # several processes, machines or GPUs

Writes RUN/log.tsv (loss), RUN/errors.tsv (phoneme errors on held-back utterances), RUN/curve.svg, RUN/checkpoint.pt and,
at the end, RUN/weights.npz for `quantise.py`. Data may grow meanwhile.

Loss: CTC, but of each stretch of speech alone, within the steps where it is heard and a few more (SLACK); all other steps must
answer blank. Plain CTC over the row lets the network answer as late as it likes, and it likes to: later is better informed.
"""
import argparse, collections, math, os, pathlib, queue, threading, time
import numpy as np
import torch
import torch.multiprocessing as processes
from torch.nn import functional as F

import augment, curve, frontend, network, store
from phonemes import SYMBOLS

VARIANTS = 2                        # batches from the same sound
AVERAGE = 0.999                     # of the weights, per step
RELOAD = 4800                       # rows between looks for new data
# Steps after an utterance in which its last phonemes may still come: from the first to the last value over half of the run.
# To ask for early answers at once unlearns what a network knew that answers late.
SLACK = 12, 6
FIRST_ANSWER = 3                    # steps before the first phoneme of an utterance can come
EVERY_NTH_IS_HELD_BACK = 50
# Shares of what is heard: natural and recorded voices most, both languages alike.
SHARES = {"kokoro-es": 28, "kokoro-en": 25, "hibari-en": 4, "piper-en": 3, "espeak-es": 5, "espeak-en": 3, "pico-en": 3,
          "flite-en": 2, "festival-en": 1, "real-es": 13, "real-en": 17, "whisper-es": 1, "whisper-en": 3}
ENOUGH_HOURS = 1.0                  # of a synthesised source, for its full share


def load(data):
    """-> (stores to train on, held-back stores, share of each)"""
    train, held, hours = {}, {}, {}
    for name, (sound, rows) in store.read(data).items():
        train[name] = sound, [u for u in rows if u.draw % EVERY_NTH_IS_HELD_BACK]
        held[name] = sound, [u for u in rows if u.draw % EVERY_NTH_IS_HELD_BACK == 0]
        hours[name] = sum(u.samples for u in rows) / store.RATE / 3600
        if not train[name][1]:
            del train[name]
    return train, held, weights({name: hours[name] for name in train})


def group(name):
    """`real-gcompriswords-es` -> `real-es`, `kokoro-es-1` -> `kokoro-es`"""
    parts = name.split("-")
    return f"{parts[0]}-{next(p for p in parts if p in ('en', 'es'))}"


def weights(hours):
    """a group's share, split by the root of the hours: small sources are heard more often, but not all day"""
    roots = {name: np.sqrt(h) for name, h in hours.items()}
    result = {}
    for name in hours:
        members = [n for n in hours if group(n) == group(name)]
        total = sum(hours[n] for n in members)
        filled = 1.0 if name.startswith(("real", "whisper")) else min(1.0, np.sqrt(total / ENOUGH_HOURS))
        result[name] = SHARES.get(group(name), 5) * filled * roots[name] / sum(roots[n] for n in members)
    return result


# --- batches ----------------------------------------------------------------------------------------------------

def worker(data, seed, rows, first, stride, queue_):
    torch.set_num_threads(1)
    front_end, noises = frontend.FrontEnd(), [np.load(p, mmap_mode="r") for p in sorted(pathlib.Path(data, "noise").glob("*.npy"))]
    for made, number in enumerate(range(first, 2 ** 31, stride)):
        if made % max(1, RELOAD // rows) == 0:
            train, _, share = load(data)
            source = augment.Rows(train, share, noises, front_end)
        variants = [source.rows(np.random.default_rng([seed, number, i]), VARIANTS) for i in range(rows)]
        for variant in zip(*variants):
            queue_.put(batch(variant))


def batch(rows):
    """-> features [rows, frames, 40]; targets: (row, first step, step after the last, phonemes)"""
    frames = max(len(row.features) for row in rows)
    features = np.zeros((len(rows), frames, frontend.BINS), np.float16)
    targets = []
    for i, row in enumerate(rows):
        features[i, :len(row.features)] = row.features
        targets += [(i, *target) for target in row.targets]
    return features, targets


class Feed:
    """Takes batches from the workers in turn and puts them on the device, a few ahead of their use."""

    def __init__(self, queues, first, device):
        self.queues, self.device, self.ready = queues, device, queue.Queue(4)
        threading.Thread(target=self.run, args=(first,), daemon=True).start()

    def run(self, number):
        while True:
            features, targets = self.queues[number % len(self.queues)].get()
            self.ready.put((torch.from_numpy(features).to(self.device).float(), targets))
            number += 1


def slack(progress):
    first, last = SLACK
    return round(last + (first - last) * max(0.0, 1 - 2 * progress))


def stretches(targets, late):
    """joins utterances that follow each other so closely that answers to one may come while the next has begun"""
    joined = []
    for row, first, last, phonemes in targets:
        if joined and joined[-1][0] == row and first + FIRST_ANSWER < joined[-1][2] + late:
            _, first, _, before = joined.pop()
            phonemes = before + phonemes
        joined.append((row, first, last, phonemes))
    return joined


Targets = collections.namedtuple("Targets", "places lengths labels counts outside")


def targets_of(said, late, rows, steps, device):
    """where each stretch of speech is answered, what it says, and where nothing is said; answers may come `late` steps late"""
    row, first, last, labels = zip(*stretches(said, late))
    row, first, last = np.array(row), np.maximum(0, np.array(first) - 1), np.minimum(steps, np.array(last) + late)
    lengths = last - first
    places = (row * steps + first)[None] + np.minimum(np.arange(lengths.max())[:, None], lengths - 1)
    edges = np.zeros((rows, steps + 1), np.int32)
    np.add.at(edges, (row, first), 1)
    np.add.at(edges, (row, last), -1)
    outside = np.cumsum(edges, 1)[:, :steps] == 0
    there = lambda array: torch.from_numpy(array).to(device)
    return Targets(there(places), torch.from_numpy(lengths), there(np.concatenate(labels).astype(np.int64)),
                   torch.tensor([len(l) for l in labels]), there(outside))


def loss_of(log_probabilities, targets):
    """nats per phoneme"""
    heard = log_probabilities.flatten(0, 1)[targets.places]
    spoken = F.ctc_loss(heard, targets.labels, targets.lengths, targets.counts, zero_infinity=True, reduction="sum")
    silent = -(log_probabilities[:, :, 0] * targets.outside).sum()
    return (spoken + silent) / len(targets.labels)


# --- measuring --------------------------------------------------------------------------------------------------

def greedy(log_probabilities):
    best = log_probabilities.argmax(-1)
    return [int(s) for i, s in enumerate(best) if s and (i == 0 or s != best[i - 1])]


def edits(one, other):
    distances = list(range(len(other) + 1))
    for i, x in enumerate(one, 1):
        diagonal, distances[0] = distances[0], i
        for j, y in enumerate(other, 1):
            diagonal, distances[j] = distances[j], min(distances[j] + 1, distances[j - 1] + 1, diagonal + (x != y))
    return distances[-1]


@torch.no_grad()
def answers(net, front_end, sound, utterance):
    rng = np.random.default_rng(0)
    wave = np.pad(sound[utterance.offset:utterance.offset + utterance.samples].astype(float), (8000, 12000))
    features = front_end.features(front_end.energies((wave + rng.normal(0, 6, len(wave))).astype(np.int16)))
    return net(torch.from_numpy(features.copy())[None].to(next(net.parameters()).device))[0].cpu()


def phoneme_errors(net, data, front_end, at_most=30):
    """errors per phoneme of greedy decoding, by group of sources"""
    net.eval()
    errors, said = {}, {}
    for name, (sound, rows) in load(data)[1].items():
        for utterance in rows[:at_most]:
            heard = greedy(answers(net, front_end, sound, utterance))
            errors[group(name)] = errors.get(group(name), 0) + edits(heard, utterance.phonemes)
            said[group(name)] = said.get(group(name), 0) + len(utterance.phonemes)
    return {key: errors[key] / said[key] for key in sorted(said)}


def log_prior(net, data, front_end, at_most=60):
    """mean answer over recorded speech: how often each symbol is heard anyway"""
    net.eval()
    heard = [answers(net, front_end, sound, utterance).exp()
             for name, (sound, rows) in load(data)[0].items() if name.startswith("real") for utterance in rows[:at_most]]
    return torch.cat(heard).mean(0).log().numpy()


# --- the run ----------------------------------------------------------------------------------------------------

def rate(step, progress, peak):
    warm = min(1.0, (step + 1) / 300)
    return peak * warm * (0.004 + 0.996 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))


class Learner:
    """A network on its way: itself, its average, its optimiser, its folder."""

    def __init__(self, channels, folder, peak, device):
        self.folder, self.device = folder, device
        folder.mkdir(parents=True, exist_ok=True)
        self.net, self.average = network.Network(channels).to(device), network.Network(channels).to(device)
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=peak, weight_decay=1e-3, betas=(0.9, 0.98), fused=device.type == "cuda")
        floating = lambda net: [v for v in net.state_dict().values() if v.dtype.is_floating_point]
        self.pairs = floating(self.average), floating(self.net)

    def learn(self, features, targets, late, rate_, world):
        for group_ in self.optimiser.param_groups:
            group_["lr"] = rate_
        with torch.autocast(self.device.type, torch.bfloat16):
            log_probabilities = self.net(features)
        rows, steps, _ = log_probabilities.shape
        loss = loss_of(log_probabilities, targets_of(targets, late, rows, steps, self.device))
        self.optimiser.zero_grad()
        loss.backward()
        if world > 1:
            for parameter in self.net.parameters():
                torch.distributed.all_reduce(parameter.grad)
                parameter.grad /= world
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self.optimiser.step()
        return loss.detach()

    @torch.no_grad()
    def follow(self, step):
        torch._foreach_lerp_(*self.pairs, 1 - min(AVERAGE, (1 + step) / (20 + step)))

    def note(self, name, *cells):
        with open(self.folder / name, "a") as file:
            print(*cells, sep="\t", file=file)

    def keep(self, step, seconds):
        state = {part: getattr(self, part).state_dict() for part in ("net", "average", "optimiser")}
        torch.save(state | {"step": step, "seconds": seconds}, self.folder / "checkpoint.new")
        os.replace(self.folder / "checkpoint.new", self.folder / "checkpoint.pt")

    def restore(self):
        """-> step, seconds, or None"""
        if not (self.folder / "checkpoint.pt").exists():
            return None
        state = torch.load(self.folder / "checkpoint.pt", map_location=self.device)
        for part in ("net", "average", "optimiser"):
            getattr(self, part).load_state_dict(state[part])
        return state["step"], state["seconds"]

    def measure(self, step, data, front_end):
        arrays = network.folded(self.average) | {"log_prior": log_prior(self.average, data, front_end)}
        np.savez(self.folder / "weights.npz", **arrays)
        errors = phoneme_errors(self.average, data, front_end)
        self.note("errors.tsv", step, *(f"{key} {value:.3f}" for key, value in errors.items()))
        curve.draw(self.folder)


class Run:
    def __init__(self, a):
        self.a, folder = a, pathlib.Path(a.run)
        self.rank, self.world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if torch.cuda.is_available() else torch.device("cpu")
        self.began, self.step, self.seconds = time.time(), 0, 0.0
        if self.world > 1:
            torch.distributed.init_process_group("gloo")
        queues = [processes.Queue(4) for _ in range(a.workers)]
        arguments = [(a.data, a.seed, a.rows, self.rank * a.workers + i, a.workers * self.world, q) for i, q in enumerate(queues)]
        self.workers = [processes.Process(target=worker, args=each, daemon=True) for each in arguments]
        for process in self.workers:
            process.start()
        torch.manual_seed(a.seed)
        torch.set_num_threads(a.threads)
        folders = [folder, *(folder / str(channels) for channels in a.channels[1:])]
        self.learners = [Learner(channels, f, a.peak, self.device) for channels, f in zip(a.channels, folders)]
        self.front_end = frontend.FrontEnd()
        self.begin(queues)

    def begin(self, queues):
        found = [learner.restore() for learner in self.learners]
        if all(found):
            self.step, self.seconds = found[0]
        self.feed = Feed(queues, self.step, self.device)
        if all(found):
            return
        features, _ = self.feed.ready.get()
        for learner in self.learners:
            if self.a.start:
                network.unfold(learner.net, dict(np.load(self.a.start)), features)
            learner.average.load_state_dict(learner.net.state_dict())

    def progress(self):
        """from 0 to 1, by steps or by the clock, whichever is further"""
        by_clock = (time.time() - self.began) / (60 * self.a.minutes) if self.a.minutes else 0
        by_steps = self.step / self.a.steps if self.a.steps else 0
        return max(by_clock, by_steps)

    def one_step(self, progress):
        features, targets = self.feed.ready.get()
        rate_ = rate(self.step, progress, self.a.peak)
        losses = [learner.learn(features, targets, slack(progress), rate_, self.world) for learner in self.learners]
        self.step += 1
        for learner in self.learners:
            learner.follow(self.step)
        return torch.stack(losses)

    def note(self, losses, since):
        self.seconds += time.time() - since
        for learner, loss in zip(self.learners, torch.stack(losses).mean(0).tolist()):
            learner.note("log.tsv", self.step, round(self.seconds), f"{loss:.4f}", f"{rate(self.step, self.progress(), self.a.peak):.6f}")

    def save(self, is_last):
        for learner in self.learners:
            learner.keep(self.step, self.seconds)
        if self.a.measure_every and (is_last or self.step % self.a.measure_every == 0):
            for learner in self.learners:
                learner.measure(self.step, self.a.data, self.front_end)
                learner.net.train()

    def go(self):
        for learner in self.learners:
            learner.net.train()
        losses, since = [], time.time()
        while (progress := self.progress()) < 1:
            losses.append(self.one_step(progress))
            if self.step % 50 == 0:
                if self.rank == 0:
                    self.note(losses, since)
                losses, since = [], time.time()
            if self.step % self.a.save_every == 0 and self.rank == 0:
                self.save(False)
        if self.rank == 0:
            self.save(True)
        for process in self.workers:    # they wait for room in full queues
            process.kill()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data")
    arguments.add_argument("run")
    arguments.add_argument("--steps", type=int, default=0)
    arguments.add_argument("--minutes", type=float, default=0, help="end by the clock; measuring comes after")
    arguments.add_argument("--start", help="weights.npz to begin with")
    arguments.add_argument("--channels", type=int, nargs="+", default=[192])
    arguments.add_argument("--peak", type=float, default=3e-3, help="highest learning rate")
    arguments.add_argument("--rows", type=int, default=12, help="of 12 s, per batch and process")
    arguments.add_argument("--save-every", type=int, default=1000)
    arguments.add_argument("--measure-every", type=int, default=1000, help="a multiple of --save-every; 0: not even at the end")
    arguments.add_argument("--workers", type=int, default=1, help="processes that make batches")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--seed", type=int, default=1)
    a = arguments.parse_args()
    if not (a.steps or a.minutes):
        arguments.error("--steps or --minutes")
    Run(a).go()
    os._exit(0)                     # not waiting for the thread that feeds


if __name__ == "__main__":
    main()
