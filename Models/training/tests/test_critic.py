"""The painter's critic."""

import torch

from lubok_training.critic import Critic, critic_loss, likeness_loss
from lubok_training.train_painter import Criticism


def test_a_patch_is_judged_by_what_is_near_it() -> None:
    torch.manual_seed(1)
    critic = Critic(8)
    pictures = torch.rand(1, 3, 128, 128)
    verdicts, seen = critic(pictures)
    assert verdicts.shape == (1, 1, 14, 14)
    assert [level.shape[1] for level in seen] == [8, 16, 32, 32]


def test_the_loss_is_one_for_ignorance_and_none_for_certainty() -> None:
    unsure, drawn, painted = torch.zeros(2, 1, 3, 3), torch.full((2, 1, 3, 3), 2.0), torch.full((2, 1, 3, 3), -2.0)
    assert critic_loss(unsure, unsure) == 1
    assert critic_loss(drawn, painted) == 0
    assert critic_loss(painted, drawn) == 3
    assert likeness_loss([unsure, drawn], [unsure, painted]) == 2


def test_a_critic_learns_what_is_blurred_and_pictures_that_heed_it_become_less_so() -> None:
    torch.manual_seed(1)
    criticism = Criticism(8, 2e-3, torch.device("cpu"))
    sharp = (torch.rand(8, 3, 32, 32) > 0.5).float().repeat_interleave(2, 2).repeat_interleave(2, 3) * 2 - 1
    blurred = torch.nn.functional.avg_pool2d(sharp, 5, 1, 2)
    first = criticism.learn(blurred, sharp)
    for _ in range(60):
        last = criticism.learn(blurred, sharp)
    assert last < 0.5 * first
    painted = blurred.clone()
    for _ in range(40):
        painted = painted.detach().requires_grad_()
        gradient = criticism.gradient(painted, sharp)
        painted = painted - 6 * gradient / gradient.norm()
    assert (painted.detach() - sharp).square().mean() < 0.95 * (blurred - sharp).square().mean()
