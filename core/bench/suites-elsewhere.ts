/** A suite that is known and not shipped. */
export interface SuiteElsewhere {
  readonly name: string;
  readonly licence: string;
  /** Where a person gets its file. */
  readonly source: string;
  readonly matches: RegExp;
}

/** Suites whose files a person brings. */
export const suitesElsewhere: readonly SuiteElsewhere[] = [
  {
    name: 'GSM-Hard',
    licence: 'MIT',
    source: 'gsmhardv2.jsonl of the data set reasoning-machines/gsm-hard at Hugging Face',
    matches: /gsm[-_ ]?hard/i,
  },
  {
    name: 'BioASQ',
    licence: 'a licence that does not let it be shipped',
    source: 'the file of its task B from bioasq.org',
    matches: /bioasq/i,
  },
];

/** How to come by the suite that a person seems to mean; undefined where it is none that is known. */
export function whereToGet(asked: string): string | undefined {
  const found = suitesElsewhere.find(({ matches }) => matches.test(asked));
  return (
    found && `${found.name} (${found.licence}) does not come with the program: get ${found.source}, and give its path.`
  );
}
