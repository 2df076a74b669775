"""Makes a reference case of the kind `segmentation` by running segmentation-models-pytorch 0.1.3 over efficientnet-pytorch 0.6.3 on random
weights, and Emojich's steps from a picture to its mask with Pillow.

    python make_segmentation_case.py FOLDER            the committed case: an encoder of an eighth of B0's width, in half precision
    python make_segmentation_case.py FOLDER --full     the released shape, B5 at 512 pixels: about 130 MB, to be run once and thrown away

Needs torch, numpy, Pillow and safetensors; of the two packages only their files, installed with `pip install --no-deps`.
"""

import argparse
import importlib.util
import json
import pathlib
import sys
import types

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

SMALL = {"encoder": {"width_coefficient": 0.125, "depth_coefficient": 1.1}, "decoder_channels": [40, 24, 16, 16, 8], "picture_side": 96}
FULL = {"encoder": {"width_coefficient": 1.6, "depth_coefficient": 2.2}, "decoder_channels": [256, 128, 64, 32, 16], "picture_side": 512}


def unet(config):
    """A U-Net of the package with an encoder of any coefficients.

    The package is entered past its own `__init__`s, which import dozens of encoders with dependencies that have moved on.
    """
    root = pathlib.Path(importlib.util.find_spec("segmentation_models_pytorch").submodule_search_locations[0])
    for name in ("segmentation_models_pytorch", "segmentation_models_pytorch.encoders"):
        module = types.ModuleType(name)
        module.__path__ = [str(root.parent.joinpath(*name.split(".")))]
        sys.modules[name] = module
    import segmentation_models_pytorch.encoders.efficientnet as efficientnet
    from efficientnet_pytorch.utils import efficientnet as stages, round_filters, round_repeats

    width, depth = config["encoder"]["width_coefficient"], config["encoder"]["depth_coefficient"]
    # The nominal size decides the padding; all published ones are even.
    blocks, parameters = stages(width_coefficient=width, depth_coefficient=depth, image_size=456)
    efficientnet.get_model_params = lambda name, override_params: (blocks, parameters)
    repeats = [round_repeats(block.num_repeat, parameters) for block in blocks]
    ends = [sum(repeats[:count]) for count in (2, 3, 5, 7)]
    channels = [3] + [round_filters(count, parameters) for count in (32, 24, 40, 112, 320)]

    def encoder(name, in_channels=3, depth=5, weights=None):
        return efficientnet.EfficientNetEncoder(stage_idxs=ends, out_channels=channels, model_name=name, depth=depth)

    sys.modules["segmentation_models_pytorch.encoders"].get_encoder = encoder
    from segmentation_models_pytorch.unet import Unet

    return Unet("any", encoder_weights=None, decoder_channels=config["decoder_channels"], classes=2)


def randomise(model, side, half):
    """Statistics as training leaves them, then every part of every normalisation moved away from what a mistake would not show in."""
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0, 0.2)
            module.momentum = 0.5
    model.train()
    with torch.no_grad():
        for _ in range(6):
            model(torch.rand(2, 3, side, side))
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_var *= torch.empty_like(module.running_var).uniform_(0.7, 1.4)
        if half:
            for tensor in model.state_dict().values():
                if tensor.is_floating_point():
                    tensor.copy_(tensor.half().float())
    model.eval()


def picture():
    """A blob on a light ground, 48 x 40."""
    y, x = np.mgrid[0:40, 0:48] / 40
    inside = ((x - 0.6) ** 2 + (y - 0.5) ** 2 < 0.12 + 0.03 * np.sin(9 * x))[..., None]
    colors = np.stack([200 + 40 * x, 90 + 90 * y, 60 + 30 * np.sin(7 * y)], -1)
    noise = np.random.default_rng(1).integers(-4, 5, (40, 48, 3))
    return Image.fromarray(np.clip(np.where(inside, colors, 248) + noise, 0, 255).astype(np.uint8))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--full", action="store_true")
    arguments = parser.parse_args()
    config = FULL if arguments.full else SMALL
    side = config["picture_side"]
    torch.manual_seed(5)
    torch.set_num_threads(1)
    model = unet(config)
    randomise(model, min(side, 128), half=not arguments.full)

    folder = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    state = model.state_dict()
    if not arguments.full:
        state = {key: tensor.half() if tensor.is_floating_point() else tensor for key, tensor in state.items()}
    torch.save(state, folder / "pytorch_model.bin")

    source = picture()
    source.save(folder / "input.png")
    with torch.no_grad():
        images = torch.rand(2, 3, 64, 96)
        logits = model(images)
        # Emojich's steps: the size of the net, divided by 255, softmax over the two classes, and of each pixel the likelier one.
        samples = np.array(source.resize((side, side)))[:, :, :3].astype(np.float32) / 255
        scores, mask = torch.softmax(model(torch.from_numpy(samples).permute(2, 0, 1)[None]), 1).max(1)
    save_file({"images": images, "logits": logits.contiguous(), "mask": mask[0].to(torch.uint8)}, folder / "expected.safetensors")
    case = {
        "kind": "segmentation",
        "config": config,
        "checkpoint": "pytorch_model.bin",
        "image": "input.png",
        "confidence": scores.mean().item(),
        "rtol": 1e-3,
        "atol": 1e-3,
        "notes": {
            "config": "the section segmentation.config of a model.json: coefficients over EfficientNet's table of stages; channels of the "
            "decoder's blocks from the lowest resolution up; side of the square that pictures are brought to",
            "checkpoint": "the state of segmentation-models-pytorch's Unet with two classes, random weights",
            "images": "expected.safetensors: [batch, 3, height, width] in 0...1",
            "logits": "expected.safetensors: what the net made of them, [batch, 2, height, width]",
            "image": "a picture, RGB",
            "mask": "expected.safetensors: [side, side], 1 where the net finds the second class likelier, after Pillow's resize with its "
            "default filter and division by 255",
            "confidence": "the mean over the mask of the likelier class's probability",
            "rtol": "of the logits; the mask may differ where the two logits are closer than the tolerance",
            "atol": "the same, and of the confidence",
        },
    }
    (folder / "case.json").write_text(json.dumps(case, indent=1, ensure_ascii=False) + "\n")
    print("logits", logits.min().item(), logits.max().item(), "confidence", case["confidence"], "foreground", mask.float().mean().item())


if __name__ == "__main__":
    main()
