"""A small made-up collection: topics with words of their own, some named by label, some never."""

from __future__ import annotations

import random

from indexer.nouns.vocabularies import Concept
from indexer.tagging.learn.training import TaggedDocument
from indexer.tagging.text import text_of_plain

TOPICS = {
    "wind power": ["turbine", "rotor", "offshore", "breeze", "blade"],
    "water supply": ["reservoir", "pipe", "drinking", "well", "leakage"],
    "public transport": ["tram", "timetable", "passenger", "ticket", "depot"],
    "open data": ["portal", "dataset", "licence", "download", "catalogue"],
    "youth employment": ["apprentice", "vacancy", "internship", "wage", "graduate"],
    "urban forestry": ["tree", "shade", "park", "species", "canopy"],
}
FILLER = ["city", "plan", "year", "report", "measure", "budget", "council", "target", "region", "progress"]

CONCEPTS = [
    Concept(vocabulary="made-up", id=name.replace(" ", "-"), uri=f"made-up:{name}", preferred={"en": name})
    for name in (*TOPICS, "space travel", "deep sea mining")
]


def documents(count: int, seed: int = 1) -> list[TaggedDocument]:
    """Texts of one or two topics; two of three name their topics, all use the topics' words."""
    chooser = random.Random(seed)
    found = []
    for number in range(count):
        topics = chooser.sample(sorted(TOPICS), chooser.choice([1, 1, 2]))
        words = chooser.choices(FILLER, k=25)
        for topic in topics:
            words += chooser.choices(TOPICS[topic], k=6)
            if chooser.random() < 0.67:
                words += topic.split() if chooser.random() < 0.5 else [f"{topic}s"]
        chooser.shuffle(words)
        title = f"Report on {topics[0]}" if chooser.random() < 0.4 else "Report of the year"
        text = text_of_plain(f"{title}\n{' '.join(words)}.")
        found.append(TaggedDocument(f"d{seed}-{number}", text, tuple(f"made-up:{topic}" for topic in topics)))
    return found
