"""Answers in a model's own words, held to the same contract: exact citations or not at all.

Nothing here imports a model's library until a generator is set up.
"""

from qa.generation.composing import Composer, open_composer
from qa.generation.generator import Generator, Message
from qa.generation.opening import open_generator
from qa.generation.rewriting import GeneratedFollowUps

__all__ = ["Composer", "GeneratedFollowUps", "Generator", "Message", "open_composer", "open_generator"]
