"""Checks of names, scenes, captions, rendering and judge: `python -m unittest discover tests`."""

import unittest
from dataclasses import replace

import numpy

from lubok_training.captions import caption
from lubok_training.encodable import placed_sprites
from lubok_training.evaluation_scenes import GROUPS, evaluation_scene
from lubok_training.judge import Judge
from lubok_training.materials import MATERIALS
from lubok_training.objects import load_adjectives, load_objects
from lubok_training.palette import INKS
from lubok_training.rendering import Renderer
from lubok_training.scenes import STYLES, Background, Domain, PlacedObject, Scene, is_held_out, sample_scene
from lubok_training.typing_mistakes import with_mistake
from lubok_training.verdicts import GroupJudge, shares

BLUE = Background("plain", ("синий",))


def single(domain: Domain, name: str, background: Background = BLUE) -> Scene:
    item = next(item for item in domain.objects if item.name == name)
    return Scene((PlacedObject(item.index, 16, 16, 96),), background, "one")


class NameTests(unittest.TestCase):
    def test_names_belong_to_one_object(self) -> None:
        names = [phrase.nominative.replace("ё", "е") for item in load_objects() for phrase in item.phrases]
        self.assertEqual(len(names), len(set(names)))

    def test_inflection(self) -> None:
        phrases = {phrase.nominative: phrase for item in load_objects() for phrase in item.phrases}
        ginger = load_adjectives()["рыжий"]
        self.assertEqual(phrases["кот"].cases["accusative"], "кота")
        self.assertEqual(phrases["дом"].cases["accusative"], "дом")
        self.assertEqual(phrases["божья коровка"].cases["instrumental"], "божьей коровкой")
        self.assertEqual(phrases["собака"].counted, "собаки")
        self.assertEqual(phrases["кот"].counted_with(ginger), "рыжих кота")
        self.assertEqual(phrases["кошка"].counted_with(ginger), "рыжие кошки")
        self.assertEqual(phrases["кошка"].counted_with(ginger, 5), "рыжих кошек")
        self.assertEqual(phrases["кулак"].many, "кулаков")
        self.assertIsNone(phrases["ножницы"].counted)


class SceneTests(unittest.TestCase):
    def setUp(self) -> None:
        self.domain = Domain.cpu()

    def test_splits_share_no_combination(self) -> None:
        for split, expected in (("train", False), ("held_out", True)):
            for index in range(300):
                self.assertEqual(is_held_out(sample_scene(self.domain, 1, index, split), self.domain.objects), expected)

    def test_an_emoji_is_never_shown_in_its_held_out_ink_or_material(self) -> None:
        for kind, choices in (("recoloured", INKS), ("material", MATERIALS)):
            domain = replace(Domain.cpu(), scene_kinds={kind: 1.0})
            seen = {(item.object, item.ink) for index in range(6000) for item in sample_scene(domain, 1, index).objects}
            shown = {index: {ink for item, ink in seen if item == index} for index, _ in seen}
            self.assertEqual(max(map(len, shown.values())), len(choices) - 1)

    def test_a_material_keeps_the_outline_and_no_two_look_alike(self) -> None:
        renderer = Renderer(self.domain.objects)
        cat = single(self.domain, "кот").objects[0].object
        sprites = [renderer.sprite(cat, 96, ink=material) for material in MATERIALS]
        outline = renderer.sprite(cat, 96).cover > 127
        for place, sprite in enumerate(sprites):
            self.assertGreater(((sprite.cover > 96) == outline).mean(), 0.98)
            for other in sprites[:place]:
                self.assertGreater(numpy.abs(sprite.colour.astype(int) - other.colour)[outline[:, :, 0]].mean(), 20)

    def test_every_object_shown_is_a_sprite_that_gets_codes(self) -> None:
        for domain in (Domain.cpu(), Domain.gpu()):
            known = {(placed.object, placed.size, placed.turn, placed.ink) for placed in placed_sprites(domain)}
            scenes = [sample_scene(domain, 4, index) for index in range(2000)] + [evaluation_scene(domain, index) for index in range(500)]
            self.assertLessEqual({(placed.object, placed.size, placed.turn, placed.ink) for scene in scenes for placed in scene.objects}, known)

    def test_scene_depends_on_seed_and_index_alone(self) -> None:
        self.assertEqual(sample_scene(self.domain, 3, 41), sample_scene(self.domain, 3, 41))
        self.assertNotEqual(sample_scene(self.domain, 3, 41), sample_scene(self.domain, 4, 41))

    def test_boxes_lie_on_the_grid_and_inside(self) -> None:
        for index in range(500):
            for placed in sample_scene(self.domain, 2, index).objects:
                self.assertEqual((placed.left % 16, placed.top % 16, placed.size % 16), (0, 0, 0))
                self.assertLessEqual(max(placed.left, placed.top) + placed.size, 128)
        for index in range(500):
            for placed in sample_scene(Domain.gpu(), 2, index).objects:
                self.assertEqual((placed.left % 8, placed.top % 8, placed.size % 8), (0, 0, 0))
                self.assertLessEqual(max(placed.left, placed.top) + placed.size, 128)
                self.assertLessEqual(max(placed.left, placed.top) + placed.size, 128)

    def test_evaluation_goes_through_all_emoji(self) -> None:
        scenes = [evaluation_scene(self.domain, index) for index in range(len(GROUPS) * len(self.domain.emoji))]
        self.assertEqual({scene.group for scene in scenes}, set(GROUPS))
        seen = {scene.objects[0].object for scene in scenes if scene.group == "object"}
        self.assertEqual(len(seen), len(self.domain.emoji))
        self.assertTrue(all(scene.held_out for scene in scenes))


class CaptionTests(unittest.TestCase):
    def test_known_prompt_is_in_the_language(self) -> None:
        domain, generator = Domain.cpu(), numpy.random.default_rng(0)
        captions = {caption(single(domain, "кот"), domain.objects, generator) for _ in range(500)}
        self.assertIn("рыжий кот на синем фоне", captions)
        self.assertIn("синий фон, кот", captions)

    def test_a_mistake_changes_one_long_word(self) -> None:
        generator = numpy.random.default_rng(0)
        for _ in range(200):
            made = with_mistake("Кот и собака на синем фоне", generator).split(" ")
            self.assertEqual([made[index] for index in (0, 1, 3, 5)], ["Кот", "и", "на", "фоне"])
        self.assertEqual(with_mistake("кот и дом", generator), "кот и дом")

    def test_every_scene_has_a_caption(self) -> None:
        for domain in (Domain.cpu(), Domain.gpu()):
            generator = numpy.random.default_rng(1)
            for index in range(2000):
                text = caption(sample_scene(domain, 1, index), domain.objects, generator)
                self.assertNotIn("  ", text)
                self.assertNotIn("None", text)


class JudgeTests(unittest.TestCase):
    WIDE = replace(Domain.gpu(), object_count=330, drawn_count=51)
    """Few objects, but in every colour, style and number."""

    def test_true_renderings_are_right_and_others_wrong(self) -> None:
        domain = self.WIDE
        renderer = Renderer(domain.objects)
        judge = GroupJudge(Judge(domain.objects, renderer, domain), renderer)
        scenes = [evaluation_scene(domain, index) for index in range(20 * len(GROUPS))]
        pictures = numpy.stack([renderer.render(scene) for scene in scenes])
        for group, share in shares(scenes, judge.verdicts(scenes, pictures)).items():
            self.assertGreaterEqual(share, 0.95, group)
        others = numpy.roll(pictures, len(GROUPS), axis=0)  # each group's next scene
        for group, share in shares(scenes, judge.verdicts(scenes, others)).items():
            self.assertLessEqual(share, 0.2, group)

    def test_style_is_told_whatever_the_object(self) -> None:
        domain = self.WIDE
        renderer = Renderer(domain.objects)
        judge = GroupJudge(Judge(domain.objects, renderer, domain), renderer)
        right = 0
        for turn in range(60):
            asked = evaluation_scene(domain, turn * len(GROUPS) + GROUPS.index("style"))
            painted = Scene((PlacedObject(turn, 16, 16, 96),), asked.background, "one", asked.style)
            right += judge.style(asked, renderer.render(painted)) == asked.style
        self.assertGreaterEqual(right, 57)


if __name__ == "__main__":
    unittest.main()
