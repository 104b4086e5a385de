"""The network in PyTorch, with batch normalisation to train, and its folded form, weights.npz.

40 features every 10 ms -> log-probabilities of 44 symbols every 30 ms. Layout and names of weights.npz are those that
`quantise.py` reads; any number of channels.
"""
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from frontend import BINS
from phonemes import SYMBOLS

TAPS, STRIDE, FRAMES = 9, 3, 6
LOOK_AHEAD = (0, 1, 0, 1, 0, 1, 0, 1)           # steps of 30 ms, per block


class Block(nn.Module):
    def __init__(self, channels, look_ahead):
        super().__init__()
        self.padding = (TAPS - 1 - look_ahead, look_ahead)
        self.depth = nn.Conv1d(channels, channels, TAPS, groups=channels, bias=False)
        self.point = nn.Conv1d(channels, channels, 1, bias=False)
        self.norm = nn.BatchNorm1d(channels)

    def forward(self, x):
        return F.relu(x + self.norm(self.point(self.depth(F.pad(x, self.padding)))))


class Network(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.channels = channels
        self.first = nn.Conv1d(BINS, channels, FRAMES, stride=STRIDE, bias=False)
        self.norm = nn.BatchNorm1d(channels)
        self.blocks = nn.ModuleList(Block(channels, look_ahead) for look_ahead in LOOK_AHEAD)
        self.out = nn.Conv1d(channels, len(SYMBOLS), 1)

    def forward(self, features):
        """[batch, frames, 40] -> log-probabilities [batch, steps, 44]"""
        x = F.pad(features.transpose(1, 2), (FRAMES - STRIDE, 0))
        x = F.relu(self.norm(self.first(x)))
        for block in self.blocks:
            x = block(x)
        return self.out(x).transpose(1, 2).float().log_softmax(-1)

    def norms(self):
        return [self.norm, *(block.norm for block in self.blocks)]


def folded(network):
    """-> the arrays of weights.npz, without the prior"""
    def fold(convolution, norm):
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        return convolution.weight * scale[:, None, None], norm.bias - norm.running_mean * scale

    arrays = {"right": torch.tensor(LOOK_AHEAD), "out_w": network.out.weight[:, :, 0], "out_b": network.out.bias}
    arrays["c0_w"], arrays["c0_b"] = fold(network.first, network.norm)
    for i, block in enumerate(network.blocks):
        point, arrays[f"b{i}_b"] = fold(block.point, block.norm)
        arrays[f"b{i}_pw"], arrays[f"b{i}_dw"] = point[:, :, 0], block.depth.weight[:, 0]
    return {name: array.detach().cpu().numpy() for name, array in arrays.items()}


@torch.no_grad()
def unfold(network, arrays, features):
    """Starts `network` from weights.npz, which may be narrower: the same answers, and new channels that nobody hears yet.

    Batch normalisation is set so that it does nothing to a batch like `features`; the new channels' outgoing weights are zero,
    so what they are does not matter at first, only that they differ.
    """
    old = len(arrays["c0_b"])
    copy = lambda place, name: place.copy_(torch.from_numpy(arrays[name]).reshape(place.shape))
    copy(network.first.weight[:old], "c0_w")
    copy(network.out.weight[:, :old], "out_w")
    copy(network.out.bias, "out_b")
    network.out.weight[:, old:] = 0
    for i, block in enumerate(network.blocks):
        copy(block.depth.weight[:old], f"b{i}_dw")
        copy(block.point.weight[:old, :old], f"b{i}_pw")
        block.point.weight[:old, old:] = 0
    biases = [arrays["c0_b"], *(arrays[f"b{i}_b"] for i in range(len(network.blocks)))]

    def settle(norm, bias):
        def hook(_, inputs):
            x = inputs[0].float()
            norm.running_mean.copy_(x.mean((0, 2)))
            norm.running_var.copy_(x.var((0, 2)))
            norm.weight[:old] = torch.sqrt(norm.running_var + norm.eps)[:old]
            norm.bias[:old] = norm.running_mean[:old] + torch.from_numpy(bias).to(norm.bias.device)
            norm.weight[old:] = norm.weight[:old].mean()
        return norm.register_forward_pre_hook(hook)

    hooks = [settle(norm, bias) for norm, bias in zip(network.norms(), biases)]
    network.eval()
    network(features)
    for hook in hooks:
        hook.remove()
    network.train()
    assert np.allclose(folded(network)["b0_pw"][:old, :old], arrays["b0_pw"], atol=1e-4)
