"""Several segments into one: live documents keep their order, postings move by whole arrays."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from indexer.language.numbers import Int32s, Int64s, Unsigned

from indexer.index.columnar.file.content import Content, Field
from indexer.index.columnar.loops.postings import NOTHING, Run
from indexer.index.columnar.file.segment import Postings, RankedField, Segment
from indexer.index.columnar.build.uniting import unite

FANOUT = 8


def merge(segments: Sequence[Segment]) -> Content:
    """The live documents of all segments as one content."""
    kept = [
        np.flatnonzero(segment.live) if segment.live is not None else np.arange(segment.size) for segment in segments
    ]
    maps = _new_numbers(segments, kept)
    ids: list[bytes] = []
    titles: list[bytes] = []
    for segment, keep in zip(segments, kept, strict=True):
        ids += _chosen(list(segment.ids), keep, segment.size)
        titles += _chosen(list(segment.titles), keep, segment.size)
    instances, starts = _instances(segments, kept)
    facet_names = sorted({name for segment in segments for name in segment.facet_names})
    return Content(
        ids=ids,
        titles=titles,
        year=np.concatenate([segment.number("year")[keep] for segment, keep in zip(segments, kept, strict=True)]),
        published=np.concatenate(
            [segment.number("published")[keep] for segment, keep in zip(segments, kept, strict=True)]
        ),
        text_length=np.concatenate(
            [segment.length("text")[keep] for segment, keep in zip(segments, kept, strict=True)]
        ),
        title_length=np.concatenate(
            [segment.length("title")[keep] for segment, keep in zip(segments, kept, strict=True)]
        ),
        instances=instances,
        instance_starts=starts,
        fields={name: partial(_merged, segments, maps, name) for name in ("text", "title", "word")},
        facets={name: partial(_merged, segments, maps, name) for name in facet_names},
    )


def to_merge(sizes: Sequence[int], live: Sequence[int], most: int) -> list[int]:
    """Which segments to merge next, by number of documents: `FANOUT` of a size, or one with many deletions.

    Sizes are of the same tier within a factor of `FANOUT`; no merge gives more than `most` documents.
    """
    tiers: dict[int, list[int]] = {}
    for number, size in enumerate(live):
        tiers.setdefault(int(np.log(max(size, 1)) / np.log(FANOUT)), []).append(number)
    for tier in sorted(tiers):
        members = tiers[tier]
        while len(members) >= FANOUT:
            if sum(live[number] for number in members) <= most:
                return members
            members = members[:-1]
    return next(([n] for n, size in enumerate(sizes) if live[n] and size - live[n] > 0.3 * size and size <= most), [])


def _new_numbers(segments: Sequence[Segment], kept: Sequence[Int64s]) -> list[Int32s]:
    maps = []
    base = 0
    for segment, keep in zip(segments, kept, strict=True):
        numbers = np.full(segment.size, -1, np.int32)
        numbers[keep] = np.arange(base, base + len(keep), dtype=np.int32)
        base += len(keep)
        maps.append(numbers)
    return maps


def _chosen(strings: list[bytes], keep: Int64s, size: int) -> list[bytes]:
    return strings if len(keep) == size else [strings[number] for number in keep.tolist()]


def _instances(segments: Sequence[Segment], kept: Sequence[Int64s]) -> tuple[Int32s, Unsigned]:
    counts, starts = [], []
    for segment, keep in zip(segments, kept, strict=True):
        per_document = np.diff(segment.instance_upto)
        stays = np.zeros(segment.size, np.bool_)
        stays[keep] = True
        counts.append(per_document[keep])
        starts.append(segment.instance_starts[np.repeat(stays, per_document)])
    return np.concatenate(counts).astype(np.int32), np.concatenate(starts).astype(np.uint32)


def _merged(segments: Sequence[Segment], maps: Sequence[Int32s], name: str) -> Field:
    fields = [
        (segment.field(name), numbers, segment.live is None) for segment, numbers in zip(segments, maps, strict=True)
    ]
    present = [(field, numbers, all_live) for field, numbers, all_live in fields if field is not None]
    names = [list(field.terms) for field, _, _ in present]
    runs = [_run(field, numbers, all_live) for field, numbers, all_live in present]
    used = [_chosen(terms, run.terms.astype(np.int64), len(terms)) for terms, run in zip(names, runs, strict=True)]
    together = sorted(set().union(*used))
    places = {term: place for place, term in enumerate(together)}
    ranks = [np.fromiter(map(places.__getitem__, terms), np.int32, len(terms)) for terms in used]
    del names, used, places  # a field takes most memory while it is united
    run = unite(runs, ranks, len(together))
    del runs
    for segment in segments:
        segment.file.let_go()
    return Field(terms=together, run=run)


def _run(field: Postings, numbers: Int32s, all_live: bool) -> Run:
    """The live postings of a field under new document numbers."""
    begins, old = field.all_documents()
    postings = np.diff(begins)
    tokens = np.zeros(len(postings), np.int64)
    counts = surplus = positions = NOTHING
    if isinstance(field, RankedField):
        tokens_begin, counts, surplus, positions = field.all_occurrences()
        tokens = np.diff(tokens_begin)
    terms = np.arange(len(postings), dtype=np.int32)
    if all_live:
        documents = old
        documents += numbers[0]
    else:
        documents = numbers[old]
        live = documents >= 0
        owner = np.repeat(np.arange(len(postings)), postings)
        documents = documents[live]
        postings = np.bincount(owner[live], minlength=len(terms))
        if len(counts):
            positions = positions[np.repeat(live, counts)]
            counts, surplus = counts[live], surplus[live]
            tokens = np.bincount(owner[live], counts, minlength=len(terms)).astype(np.int64)
        held = np.flatnonzero(postings)
        terms, postings, tokens = terms[held], postings[held], tokens[held]
    return Run(
        terms=terms,
        postings=postings,
        tokens=tokens,
        documents=documents,
        counts=counts,
        surplus=surplus,
        positions=positions,
    )
