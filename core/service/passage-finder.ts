import { passageText } from '../search/index.ts';
import type { FoundPassage, Store } from '../store/index.ts';
import { type Embedding, embedTexts } from './embedding.ts';

/** Finds passages by their meaning. */
export interface PassageFinder {
  /**
   * Embeds the passages that have no vector yet; those of a manual that was read again are among them. What was embedded is kept as it
   * comes, so that one that was stopped goes on where it was.
   * @returns how many it embedded, and how many of those are longer than the model reads
   */
  prepare(options?: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number, total: number) => void;
  }): Promise<{ readonly embedded: number; readonly cut: number }>;
  /**
   * The passages nearest to each text, nearest first, at most `limit`.
   * @throws AppError `store/no-vectors` when vectors can't be compared here.
   */
  nearest(
    texts: readonly string[],
    limit: number,
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly (readonly FoundPassage[])[]>;
}

/** A finder over these manuals' passages. */
export function passageFinder(store: Store, manuals: readonly string[], embedding: Embedding): PassageFinder {
  // Other files of the model, other vectors.
  const model = `${embedding.model.id}@${embedding.model.hash.slice(0, 16)}`;
  return {
    async prepare({ signal, onProgress } = {}) {
      const missing = store.passageVectors.missing(manuals, model);
      let cut = 0;
      for (let at = 0; at < missing.length; at += PASSAGES_AT_ONCE) {
        const some = missing.slice(at, at + PASSAGES_AT_ONCE);
        const made = await embedTexts(embedding, some.map(passageText), { signal });
        store.passageVectors.save(
          model,
          some.map(({ id }, i) => ({ passageId: id, vector: made.vectors[i]! })),
        );
        cut += made.cut;
        onProgress?.(at + some.length, missing.length);
      }
      return { embedded: missing.length, cut };
    },
    async nearest(texts, limit, { signal } = {}) {
      const { vectors } = await embedTexts(embedding, texts, { signal });
      return vectors.map((vector) => store.passageVectors.nearest(manuals, model, vector, limit));
    },
  };
}

/** A few seconds' work. */
const PASSAGES_AT_ONCE = 64;
