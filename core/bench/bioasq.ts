import type { SuiteQuestion } from './suite.ts';

/** What a BioASQ file holds for the task of reading comprehension. */
export interface FactoidQuestions {
  readonly questions: readonly SuiteQuestion[];
  /** Questions of other types (yes or no, lists, summaries), which are left out, by type. */
  readonly others: Readonly<Record<string, number>>;
}

/** Whether a JSON document is one of BioASQ's: `{questions: [{body, type, …}]}`. */
export function isBioasq(value: unknown): value is { readonly questions: readonly unknown[] } {
  return isRecord(value) && Array.isArray(value.questions);
}

/**
 * The factoid questions of a BioASQ file (LoRA Soups, §5.3): the snippets are the context, and the reference is the first
 * ideal answer, a sentence or more, or else the exact one.
 *
 * @param fail throws, naming the record.
 */
export function factoidQuestions(
  { questions }: { readonly questions: readonly unknown[] },
  fail: (index: number, what: string) => never,
): FactoidQuestions {
  const others: Record<string, number> = {};
  const factoids = questions.flatMap((record, index) => {
    if (!isRecord(record)) return fail(index, 'expected an object with body, type and snippets.');
    const type = String(record.type ?? 'factoid');
    if (type !== 'factoid') {
      others[type] = (others[type] ?? 0) + 1;
      return [];
    }
    const question = textOf(record.body);
    const answer = textOf(firstOf(record.ideal_answer)) ?? textOf(firstOf(record.exact_answer));
    const context = snippetsOf(record.snippets);
    if (question === undefined)
      return fail(
        index,
        'it has no "body", as BioASQ\'s have. Questions of your own are a list of {question, answer}.',
      );
    if (answer === undefined) return fail(index, 'it has neither "ideal_answer" nor "exact_answer".');
    if (context === '') return fail(index, 'it has no "snippets" with text to read the answer in.');
    return [{ question, answer, context }];
  });
  return { questions: factoids, others };
}

/** Answers are texts, lists of texts, and lists of lists of synonyms. */
function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? firstOf(value[0]) : value;
}

/** The text of each snippet once, in the file's order. */
function snippetsOf(value: unknown): string {
  const texts = Array.isArray(value)
    ? value.map((snippet) => (isRecord(snippet) ? textOf(snippet.text) : undefined))
    : [];
  return [...new Set(texts.filter((text) => text !== undefined))].join('\n');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
