/**
 * The merges of a SentencePiece BPE vocabulary, which stores scores instead. Every way to put a piece together from two
 * others is a merge; pieces with higher scores come first (SentencePiece always makes the best-scored piece next).
 * @param mergeable whether a piece is made by merging; control, byte and user-defined pieces are not.
 * @returns pairs in order of rank.
 */
export function mergesFromScores(
  tokens: readonly string[],
  scores: readonly number[],
  mergeable: (id: number) => boolean,
): [string, string][] {
  const ids = new Map<string, number>();
  tokens.forEach((token, id) => {
    if (mergeable(id)) ids.set(token, id);
  });

  const merges: { left: string; right: string; score: number; leftId: number; rightId: number }[] = [];
  for (const [token, id] of ids) {
    for (let cut = 1; cut < token.length; cut++) {
      const left = token.slice(0, cut);
      const right = token.slice(cut);
      const leftId = ids.get(left);
      const rightId = ids.get(right);
      if (leftId === undefined || rightId === undefined) continue;
      merges.push({ left, right, score: scores[id] ?? 0, leftId, rightId });
    }
  }
  // Among ways to make one piece, the longer left part wins, as in transformers' conversion of the same vocabularies.
  merges.sort(
    (a, b) =>
      b.score - a.score ||
      b.left.length - a.left.length ||
      b.right.length - a.right.length ||
      a.leftId - b.leftId ||
      a.rightId - b.rightId,
  );
  return merges.map(({ left, right }) => [left, right]);
}
