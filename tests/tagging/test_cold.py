"""The weights that come with Policyscope are as good as weights fitted now, so that they can be made again."""

from __future__ import annotations

from indexer.tagging.learn.cold import cold_ranker, ranker_of
from tests.shared_data import needs_shared
from tests.tagging.fit_cold import SIZES, candidates, fitted, mean_ndcg

_PART = 10
_SLACK = 0.02


@needs_shared
def test_the_shipped_weights_rank_as_well_as_weights_fitted_now() -> None:
    """On a tenth of the texts that weights are fitted on, judged on others."""
    sets = {name: candidates(name, size // _PART, 100) for name, size in SIZES.items()}
    fresh = ranker_of(fitted([taught for taught, _ in sets.values()]))
    for name, (_, unseen) in sets.items():
        assert mean_ndcg(cold_ranker(), unseen) >= mean_ndcg(fresh, unseen) - _SLACK, name
