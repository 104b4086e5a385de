"""Utterances on disk: NAME.i16 (16 kHz samples, one after the other) and NAME.tsv (what they say).

A row: number of the draw that made it, samples, language, voice, phoneme indices, text. The table is the truth: sound after
the last row is the rest of an interrupted run and is cut off, so a run that was stopped anywhere goes on where it was.
"""
import collections, pathlib
import numpy as np

Utterance = collections.namedtuple("Utterance", "draw offset samples language voice phonemes text")
RATE = 16000


class Writer:
    def __init__(self, folder, name):
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        table, sound = folder / f"{name}.tsv", folder / f"{name}.i16"
        rows = _rows(table) if table.exists() else []
        self.samples = sum(row.samples for row in rows)
        self.next_draw = rows[-1].draw + 1 if rows else 0
        self.sound = open(sound, "r+b" if sound.exists() else "w+b")
        self.sound.truncate(2 * self.samples)
        self.sound.seek(2 * self.samples)
        self.table = open(table, "a", encoding="utf-8")

    @property
    def hours(self):
        return self.samples / RATE / 3600

    def add(self, draw, wave, language, voice, phonemes, text):
        self.sound.write(wave.astype("<i2").tobytes())
        self.sound.flush()
        cells = (draw, len(wave), language, voice, " ".join(map(str, phonemes)), " ".join(text.split()))
        print(*cells, sep="\t", file=self.table, flush=True)
        self.samples += len(wave)
        self.next_draw = draw + 1


def _rows(path):
    rows, offset = [], 0
    for line in open(path, encoding="utf-8"):
        cells = line.rstrip("\n").split("\t")
        if line.endswith("\n") and len(cells) == 6:
            draw, samples = int(cells[0]), int(cells[1])
            rows.append(Utterance(draw, offset, samples, *cells[2:4], tuple(map(int, cells[4].split())), cells[5]))
            offset += samples
    return rows


def read(folder):
    """-> {name: (samples, utterances)}; what is still being written is read as far as its table goes"""
    stores = {}
    for table in sorted(pathlib.Path(folder).glob("*.tsv")):
        rows = _rows(table)
        if rows:
            stores[table.stem] = np.memmap(table.with_suffix(".i16"), "<i2", "r"), rows
    return stores
