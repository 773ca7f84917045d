#!/usr/bin/python3
"""Trains the network of Debian's English model on lines of handwriting.

usage: train.py --english FOLDER --set SHARE:LINES.tar [--set ...] --dev LINES.tar --work FOLDER

FOLDER of --english holds what `combine_tessdata -u` unpacks. Each step draws a batch from the sets by their shares,
distorts every line anew, and follows the gradient of the CTC loss with Adam. PHASES says how many steps of how many
lines, at which rates. What is measured and kept is the running mean of the weights. On the --dev lines alone the best mean is chosen:
WORK/best.lstm, in Tesseract's float form.

WORK/state.pt is written after every CHECKPOINT_LINES lines; a run that finds it goes on from there, and ends with the same weights as one
that was never stopped, since what a step draws depends on its number alone.
"""
import argparse
import math
import os
import time
import typing

os.environ["OMP_THREAD_LIMIT"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"      # before numpy and torch start: one core

import numpy as np
import torch
from torch.nn import functional

from alphabet import Alphabet
from lines import distort, plain, read_set
from measure import Errors
from network import POOL, LineNetwork, picture_input
from network_file import NetworkFile

STARTED = time.monotonic()
SEED = 20
HEIGHT = 48            # of a line, in pixels; Debian's model has 36
ROUND = 32             # batches that are drawn together, so that lines of like width share a batch
CHECKPOINT_LINES = 8000
WARM_STEPS = 200       # at the start of each phase
MEAN_DECAY = .999      # of the running mean of the weights
GRADIENT_NORM = 4.0


class Phase(typing.NamedTuple):
    steps: int
    batch: int           # lines in a step: small batches learn more from a line, large ones are faster
    first_rate: float    # of learning; it falls to last_rate as a cosine
    last_rate: float
    calm: float          # the share of lines that comes undistorted, as lines will be read


PHASES = (Phase(6000, 16, 2e-3, 7e-4, 0), Phase(12000, 4, 8e-4, 4e-4, 0), Phase(10500, 4, 4e-4, 1e-5, .4),
          Phase(12500, 4, 8e-4, 4e-4, 0), Phase(9500, 4, 4e-4, 1e-5, .4))


def phase_at(step):
    """(number of the phase, step within it); the number is len(PHASES) after the last."""
    for number, phase in enumerate(PHASES):
        if step < phase.steps:
            return number, step
        step -= phase.steps
    return len(PHASES), step


def learning_rate(step):
    number, within = phase_at(step)
    phase = PHASES[number]
    rate = phase.last_rate + (phase.first_rate - phase.last_rate) * (1 + math.cos(math.pi * within / phase.steps)) / 2
    return rate * min(1.0, (within + 1) / WARM_STEPS)


def pictures_of(greys):
    """Lines of one height as a batch; what is short is filled up with white."""
    width = max(grey.shape[1] for grey in greys)
    batch = np.ones((len(greys), 1, greys[0].shape[0], width), np.float32)
    for number, grey in enumerate(greys):
        batch[number, 0, :, :grey.shape[1]] = picture_input(grey)
    return torch.from_numpy(batch)


class Lines:
    """The training sets. batches() depends on the number of the round alone."""

    def __init__(self, sets, alphabet):
        """`sets`: [(share, path)]."""
        self.shares = np.array([share for share, _ in sets]) / sum(share for share, _ in sets)
        self.sets = []
        for _, path in sets:
            coded = [(grey, alphabet.encode(text)) for grey, text in read_set(path)]
            self.sets.append([(grey, codes) for grey, codes in coded if codes])
            print(f"{path}: {len(self.sets[-1])} lines", flush=True)

    def batches(self, phase, number):
        """The ROUND batches of a round of a phase, both numbered, lazily: (batch of pictures, list of codes)."""
        rng = np.random.default_rng([SEED, phase, number])
        batch, calm, chosen = PHASES[phase].batch, PHASES[phase].calm, []
        for source in rng.choice(len(self.sets), ROUND * batch, p=self.shares):
            chosen.append(self.sets[source][rng.integers(len(self.sets[source]))])
        chosen.sort(key=lambda line: line[0].shape[1])
        for place in rng.permutation(ROUND):
            drawn = [(plain(grey, HEIGHT) if rng.random() < calm else distort(grey, HEIGHT, rng), codes)
                     for grey, codes in chosen[place * batch:(place + 1) * batch]]
            fitting = [(grey, codes) for grey, codes in drawn if grey.shape[1] // POOL > 1.15 * len(codes)]
            if fitting:
                yield pictures_of([grey for grey, _ in fitting]), [codes for _, codes in fitting]
            else:
                yield None, None


class Training:
    """The network, its optimiser, the mean of its weights, and where they stand."""

    def __init__(self, file, alphabet):
        self.file, self.alphabet = file, alphabet
        self.network, self.mean = LineNetwork(file.matrices()), LineNetwork(file.matrices())
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=PHASES[0].first_rate)
        self.step, self.best = 0, math.inf

    def learn(self, pictures, codes, rate):
        """One step; its loss for each character, or None where it was no number and the step was left out."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        output = self.network(pictures)
        lengths = torch.tensor([len(line) for line in codes])
        loss = functional.ctc_loss(output, torch.tensor(sum(codes, [])), torch.full((len(codes),), output.shape[0]), lengths,
                                   blank=self.alphabet.blank, reduction="sum", zero_infinity=True) / lengths.sum()
        self.optimiser.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.network.parameters(), GRADIENT_NORM)
        if not torch.isfinite(norm):
            return None
        self.optimiser.step()
        keep = min(MEAN_DECAY, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            for mean, weight in zip(self.mean.parameters(), self.network.parameters()):
                mean.lerp_(weight, 1 - keep)
        return float(loss.detach())

    def measure(self, lines):
        """Errors of the mean weights on [(grey, transcript)], the lines as they are."""
        errors = Errors()
        with torch.no_grad():
            for grey, text in lines:
                output = self.mean(pictures_of([plain(grey, HEIGHT)]))
                errors.add(text, self.alphabet.decode(output[:, 0].argmax(1)))
        return errors

    def save(self, path):
        state = {"network": self.network.state_dict(), "mean": self.mean.state_dict(), "step": self.step, "best": self.best,
                 "optimiser": self.optimiser.state_dict(), "random": torch.get_rng_state()}
        torch.save(state, path + ".part")
        os.rename(path + ".part", path)

    def restore(self, path):
        state = torch.load(path)
        self.network.load_state_dict(state["network"])
        self.mean.load_state_dict(state["mean"])
        self.optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["random"])
        self.step, self.best = state["step"], state["best"]

    def export(self, path):
        """The mean weights in Tesseract's form."""
        self.mean.store(self.file.matrices())
        self.file.height = HEIGHT
        with open(path + ".part", "wb") as file:
            file.write(self.file.dump())
        os.rename(path + ".part", path)


def checkpoint(training, dev, work, loss):
    errors = training.measure(dev)
    print(f"step {training.step} loss {loss:.4f} dev CER {errors.cer:.4f} WER {errors.wer:.4f} "
          f"after {time.monotonic() - STARTED:.0f} s", flush=True)
    if errors.cer < training.best:
        training.best = errors.cer
        training.export(os.path.join(work, "best.lstm"))
    training.save(os.path.join(work, "state.pt"))


def run(training, lines, dev, work):
    losses = []
    while phase_at(training.step)[0] < len(PHASES):
        number, within = phase_at(training.step)
        phase = PHASES[number]
        first = within - within % ROUND
        for place, (pictures, codes) in enumerate(lines.batches(number, first // ROUND), first):
            if place < within:
                continue                                           # of a round that was broken off: done already
            if place == phase.steps:
                break
            if pictures is not None:
                loss = training.learn(pictures, codes, learning_rate(training.step))
                losses += [] if loss is None else [loss]
            training.step += 1
            if (place + 1) % max(1, CHECKPOINT_LINES // phase.batch) == 0 or place + 1 == phase.steps:
                checkpoint(training, dev, work, np.mean(losses) if losses else math.nan)
                losses = []


def shared_set(text):
    share, path = text.split(":", 1)
    return float(share), path


def main():
    options = argparse.ArgumentParser(description="Train the handwriting model.")
    options.add_argument("--english", required=True, help="folder of the unpacked English model (eng.lstm, ...)")
    options.add_argument("--set", required=True, action="append", type=shared_set, metavar="SHARE:LINES.tar")
    options.add_argument("--dev", required=True, help="lines on which the best weights are chosen")
    options.add_argument("--work", required=True, help="folder of the checkpoints")
    options.add_argument("--start", metavar="FILE.lstm", help="begin with these weights instead of Debian's")
    options.add_argument("--leftward", type=int, default=0, metavar="UNITS",
                         help="add a recurrence from right to left beside the last one")
    options.add_argument("--step", type=int, default=0, help="the step of the schedule at which to begin")
    given = options.parse_args()

    def part(name):
        with open(os.path.join(given.english, "eng." + name), "rb") as file:
            return file.read()

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    weights = part("lstm")
    if given.start:
        with open(given.start, "rb") as begun:
            weights = begun.read()
    file = NetworkFile(weights)
    if given.leftward:
        file.add_leftward(given.leftward, np.random.default_rng(SEED))
    alphabet = Alphabet(part("lstm-unicharset"), part("lstm-recoder"), file.null)
    training = Training(file, alphabet)
    training.step = given.step
    state = os.path.join(given.work, "state.pt")
    if os.path.exists(state):
        training.restore(state)
        print(f"going on from step {training.step}")
    run(training, Lines(given.set, alphabet), read_set(given.dev, keep_all=True), given.work)


if __name__ == "__main__":
    main()
