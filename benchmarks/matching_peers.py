"""One peer on one file of names and cells; run with the peers' own Python (see matching.py).

    python matching_peers.py PEER FILE

Prints JSON: the best five of each batch's cells as [position of the firm, score], seconds, memory.
"""

import json
import resource
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

Tops = list[list[list[float]]]
MOST_SHOWN = 5


class Exact:
    """Equal after normalising; former names are names like the others."""

    def fit(self, names: list[str]) -> None:
        """Take the names."""
        self.by_name = {name: at for at, name in reversed(list(enumerate(names)))}

    def top(self, cells: list[str]) -> Tops:
        """Return the best names of each cell."""
        return [[[self.by_name[c], 100.0]] if c in self.by_name else [] for c in cells]


class Ratio:
    """rapidfuzz.process.extract over every name."""

    scorer = "ratio"

    def fit(self, names: list[str]) -> None:
        """Take the names."""
        self.names = names

    def top(self, cells: list[str]) -> Tops:
        """Return the best names of each cell."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 (each peer has its own library)

        scorer = getattr(fuzz, self.scorer)
        return [
            [
                [at, score]
                for _, score, at in process.extract(
                    cell, self.names, scorer=scorer, limit=MOST_SHOWN, score_cutoff=60
                )
            ]
            for cell in cells
        ]


class WeightedRatio(Ratio):
    """The default scorer of rapidfuzz."""

    scorer = "WRatio"


class Cdist:
    """rapidfuzz.process.cdist on two threads."""

    def fit(self, names: list[str]) -> None:
        """Take the names."""
        self.names = names

    def top(self, cells: list[str]) -> Tops:
        """Return the best names of each cell."""
        import numpy as np  # noqa: PLC0415
        from rapidfuzz import fuzz, process  # noqa: PLC0415

        found = []
        for start in range(0, len(cells), 200):
            scores = process.cdist(
                cells[start : start + 200], self.names, scorer=fuzz.ratio, workers=2,
                dtype=np.uint8, score_cutoff=60,
            )  # fmt: skip
            for row in scores:
                best = np.argsort(-row.astype(int), kind="stable")[:MOST_SHOWN]
                found.append([[int(at), float(row[at])] for at in best if row[at]])
        return found


class Tfidf:
    """TF-IDF of 1 to 3 characters, sparse_dot_topn."""

    def fit(self, names: list[str]) -> None:
        """Take the names."""
        import numpy as np  # noqa: PLC0415
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

        self.vectors = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 3), dtype=np.float32, lowercase=False
        )
        self.matrix = self.vectors.fit_transform(names).T.tocsr()

    def top(self, cells: list[str]) -> Tops:
        """Return the best names of each cell."""
        from sparse_dot_topn import sp_matmul_topn  # noqa: PLC0415

        rows = sp_matmul_topn(
            self.vectors.transform(cells).tocsr(), self.matrix, top_n=MOST_SHOWN, threshold=0.3,
            sort=True, n_threads=2,
        )  # fmt: skip
        ends = rows.indptr
        return [
            [
                [int(at), float(score) * 100]
                for at, score in zip(
                    rows.indices[ends[k] : ends[k + 1]], rows.data[ends[k] : ends[k + 1]],
                    strict=True,
                )
            ]
            for k in range(rows.shape[0])
        ]  # fmt: skip


class Trigrams:
    """SQLite FTS5 with trigrams in memory, the six rarest OR-ed, reranked by ratio."""

    def fit(self, names: list[str]) -> None:
        """Take the names."""
        self.database = sqlite3.connect(":memory:")
        self.database.executescript(
            "create virtual table f using fts5(n, tokenize='trigram');"
            "create virtual table v using fts5vocab(f, 'row');"
        )
        self.database.executemany("insert into f(rowid, n) values (?, ?)", enumerate(names, 1))
        self.frequency: dict[str, int] = {}

    def top(self, cells: list[str]) -> Tops:
        """Return the best names of each cell."""
        from rapidfuzz import fuzz  # noqa: PLC0415

        found: Tops = []
        for cell in cells:
            rare = self._rarest({cell[at : at + 3] for at in range(len(cell) - 2)})
            quoted = " OR ".join(f'"{gram.replace(chr(34), chr(34) * 2)}"' for gram in rare)
            rows = (
                self.database.execute(
                    "select rowid, n from f where f match ? order by rank limit 100", (quoted,)
                )
                if rare
                else []
            )
            scored = sorted(([at - 1, fuzz.ratio(cell, name)] for at, name in rows), key=_by_score)
            found.append(scored[:MOST_SHOWN])
        return found

    def _rarest(self, grams: set[str]) -> list[str]:
        for gram in grams - self.frequency.keys():
            row = self.database.execute(
                "select doc from v where term = ?", (gram.lower(),)
            ).fetchone()
            self.frequency[gram] = row[0] if row else 0
        known = (gram for gram in grams if self.frequency[gram])
        return sorted(known, key=lambda gram: self.frequency[gram])[:6]


class Tantivy:
    """tantivy over 2- and 3-grams, 60 candidates reranked by ratio."""

    def fit(self, names: list[str]) -> None:
        """Take the names."""
        import tantivy  # noqa: PLC0415

        self.names = names
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("n", stored=False, tokenizer_name="ng", index_option="freq")
        schema.add_unsigned_field("i", stored=True, indexed=True)
        self.index = tantivy.Index(schema.build())
        grams = tantivy.Tokenizer.ngram(2, 3, False)
        self.index.register_tokenizer("ng", tantivy.TextAnalyzerBuilder(grams).build())
        writer = self.index.writer(heap_size=200_000_000, num_threads=2)
        for at, name in enumerate(names):
            document = tantivy.Document()
            document.add_text("n", name)
            document.add_unsigned("i", at)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def top(self, cells: list[str]) -> Tops:
        """Return the best names of each cell."""
        import tantivy  # noqa: PLC0415
        from rapidfuzz import fuzz  # noqa: PLC0415

        searcher, found = self.index.searcher(), []
        for cell in cells:
            grams = {cell[a : a + size] for size in (2, 3) for a in range(len(cell) - size + 1)}
            terms = [
                (tantivy.Occur.Should, tantivy.Query.term_query(self.index.schema, "n", gram))
                for gram in grams
            ]
            hits = searcher.search(tantivy.Query.boolean_query(terms), 60, count=False).hits
            ids = [searcher.doc(address)["i"][0] for _, address in hits]
            scored = sorted(([at, fuzz.ratio(cell, self.names[at])] for at in ids), key=_by_score)
            found.append(scored[:MOST_SHOWN])
        return found


class MinHash:
    """datasketch MinHash LSH over pairs of characters, reranked by ratio."""

    def fit(self, names: list[str]) -> None:
        """Take the names."""
        from datasketch import MinHashLSH  # noqa: PLC0415

        self.names = names
        self.lsh = MinHashLSH(threshold=0.5, num_perm=64)
        with self.lsh.insertion_session() as session:
            for at, name in enumerate(names):
                session.insert(at, self._hashed(name))

    def top(self, cells: list[str]) -> Tops:
        """Return the best names of each cell."""
        from rapidfuzz import fuzz  # noqa: PLC0415

        found = []
        for cell in cells:
            ids = self.lsh.query(self._hashed(cell))
            scored = sorted(([at, fuzz.ratio(cell, self.names[at])] for at in ids), key=_by_score)
            found.append(scored[:MOST_SHOWN])
        return found

    def _hashed(self, name: str) -> Any:
        from datasketch import MinHash as Hash  # noqa: PLC0415

        hashed = Hash(num_perm=64)
        hashed.update_batch([name[at : at + 2].encode() for at in range(len(name) - 1)])
        return hashed


class RecordLinkage:
    """recordlinkage: blocked on two characters behind the region, Jaro-Winkler on the whole."""

    def fit(self, names: list[str]) -> None:
        """Take the names."""
        import pandas  # noqa: PLC0415

        self.frame = pandas.DataFrame({"n": names, "b": [self._block(name) for name in names]})

    def top(self, cells: list[str]) -> Tops:
        """Return the best names of each cell."""
        import pandas  # noqa: PLC0415
        import recordlinkage  # noqa: PLC0415

        asked = pandas.DataFrame({"n": cells, "b": [self._block(cell) for cell in cells]})
        index = recordlinkage.Index()
        index.block("b")
        compare = recordlinkage.Compare()
        compare.string("n", "n", method="jarowinkler", label="s")
        scores = compare.compute(index.index(asked, self.frame), asked, self.frame)
        found: Tops = [[] for _ in cells]
        for (cell, at), score in zip(scores.index, scores["s"], strict=True):
            found[cell].append([int(at), float(score) * 100])
        return [sorted(each, key=_by_score)[:MOST_SHOWN] for each in found]

    def _block(self, name: str) -> str:
        return name[2:4] if "（" not in name[:6] else name[:2]


def _by_score(item: list[float]) -> tuple[float, float]:
    return -item[1], item[0]


PEERS: dict[str, type[Any]] = {
    "exact": Exact, "rapidfuzz ratio": Ratio, "rapidfuzz WRatio": WeightedRatio,
    "rapidfuzz cdist": Cdist, "TF-IDF": Tfidf, "FTS5 trigrams": Trigrams, "tantivy": Tantivy,
    "MinHash LSH": MinHash, "recordlinkage": RecordLinkage,
}  # fmt: skip


def main() -> None:
    """Measure one peer."""
    peer, data = PEERS[sys.argv[1]](), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    peer.fit(data["names"])
    built = time.process_time()
    tops = [peer.top(batch) for batch in data["cells"]]
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = {
        "tops": tops, "build_s": built - started, "cells_s": ended - built,
        "over_data_mb": (peak - base) / 1024,
    }  # fmt: skip
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
