import { describe, expect, it } from 'vitest';
import { intervalChart, type RunReport, reportCsv, reportMarkdown, reportPage } from '../../../core/bench/index.ts';

const hostile = `<img src=x onerror=alert(1)>`;
const unsaid = { seed: 0, explanations: {}, rating: null, note: '' };
const report: RunReport = {
  run: 'run_1',
  suite: 'Pump',
  model: 'Small',
  bot: 'Pump bot',
  createdAt: '2026-01-01T00:00:00.000Z',
  settings: { task: 'qabot', shots: 1 },
  seeds: [0],
  systems: [
    {
      name: 'base',
      n: 2,
      scores: { f1: { mean: 0.25, low: 0, high: 0.5 } },
      seconds: 3,
      details: {},
    },
    {
      name: 'ties',
      n: 2,
      scores: { f1: { mean: null, low: null, high: null } },
      seconds: 4,
      details: { best: { density: 0.4, weights: [1, 1.2] }, sweep: [1, 2, 3, 4, 5] },
    },
  ],
  samples: [
    {
      index: 0,
      question: `What is "E7"?\n${hostile}`,
      reference: 'Dry, it runs',
      mark: null,
      answers: [
        { ...unsaid, system: 'base', answer: '=1+1', scores: { f1: 0.5 }, rating: 2 },
        { ...unsaid, system: 'ties', answer: null, scores: { f1: null } },
        { ...unsaid, system: 'dare', answer: 'Yes', scores: {} },
      ],
      verdicts: [],
    },
  ],
};

describe('a run as a file', () => {
  it('is one line of CSV an answer, with quotes where they are needed and no formulas', () => {
    const [head, first, ...rest] = reportCsv(report).slice(1).split('\r\n');
    expect(head).toBe('question,system,seed,text,reference,answer,f1,rating');
    expect(first).toBe(`1,base,0,"What is ""E7""?\n${hostile}","Dry, it runs",'=1+1,0.5,2`);
    expect(rest).toEqual([
      `1,ties,0,"What is ""E7""?\n${hostile}","Dry, it runs",,,`,
      `1,dare,0,"What is ""E7""?\n${hostile}","Dry, it runs",Yes,,`,
      '',
    ]);
  });

  it('says in Markdown what each system scored, how it was made and what it answered', () => {
    const text = reportMarkdown(report);
    expect(text).toContain('| base | 2 | 0.250 (0.000 to 0.500) | 3.0 |');
    expect(text).toContain('| ties | 2 | not scored | 4.0 |');
    expect(text).toContain(
      'best: {"density":0.4,"weights":\\[1,1.2\\]}; sweep: 5 entries'.replaceAll('{', '\\{').replaceAll('}', '\\}'),
    );
    expect(text).toContain('- **ties** (seed 0; f1 –): no answer');
    expect(text).toContain('- **dare** (seed 0): Yes');
    expect(text).not.toMatch(/[^\\]<img/);
  });

  it('is a page that holds text of others as text, and nothing that runs or loads', () => {
    const page = reportPage(report);
    expect(page).toContain('&#60;img src=x onerror=alert(1)&#62;');
    expect(page).not.toMatch(/<(img|script|link|iframe)/);
    expect(page).toContain(`default-src 'none'`);
    expect(page).toContain('<svg');
  });

  it('draws the systems that were scored, each with its interval', () => {
    const rows = report.systems.map(({ name, scores }) => ({ label: name, ...scores.f1! }));
    const chart = intervalChart(rows, 'f1');
    expect(chart.match(/<circle/g)).toHaveLength(1);
    expect(chart).toContain('>base</text>');
  });
});

const [base, ties] = report.systems;
const found: RunReport = {
  ...report,
  seeds: [0, 7],
  systems: [
    { ...base!, scored: { f1: { n: 3, of: 4 }, judge: { n: 0, of: 4 } } },
    { ...ties!, overSeeds: { f1: { means: [0.25, null], sd: null } } },
  ],
  pairs: {
    systems: ['base', 'a|<b>'],
    shares: [
      [null, 0.25],
      [0.75, null],
    ],
    matches: [
      [0, 2],
      [2, 0],
    ],
    unread: 1,
  },
  skills: {
    systems: { neither: 'base', first: 'skill-1', second: 'skill-2', both: 'cat-learned' },
    n: 10,
    neither: { mean: 0.1, improvement: 0 },
    first: { mean: 0.3, improvement: 2 },
    second: { mean: 0.2, improvement: 1 },
    both: { mean: 0.6, improvement: 5 },
    sumOfParts: 3,
    superLinear: true,
    solvedByEither: 0.4,
    solvedByBothAlone: 0.2,
  },
  differences: {
    against: 'ties',
    list: [
      { system: 'base', scorer: 'f1', n: 2, mean: 0.25, low: -0.5, high: 0.75, wins: 1, losses: 0, ties: 1, p: 1 },
      { system: 'dare', scorer: 'f1', n: 0, mean: null, low: null, high: null, wins: 0, losses: 0, ties: 0, p: 1 },
    ],
  },
  agreement: { n: 3, same: 2 / 3, kappa: 0.5, quadraticKappa: null },
};
const sentences = [
  'Pairs without an outcome: 1.',
  'Together they improve by more than the sum of the parts, 300.0 %.',
  'A skill alone solves 40.0 % of 10 questions; only both together solve 20.0 % more.',
  'Judge and person gave 66.7 % of 3 answers the same grade: κ 0.500, quadratic –.',
];

describe('what a run found beside its scores', () => {
  it('is in Markdown, as tables and sentences', () => {
    const text = reportMarkdown(found);
    expect(text).toContain('| base | 2 | 0.250 (0.000 to 0.500), 3 of 4 scored | not scored | 3.0 |');
    expect(text).toContain(
      '| system | scorer | seed 0 | seed 7 | sd |\n|---|---|---|---|---|\n| ties | f1 | 0.250 | – | – |',
    );
    expect(text).toContain('| won by | base | a\\|\\<b\\> |');
    expect(text).toContain('| a\\|\\<b\\> | 75 % of 2 | – |');
    expect(text).toContain('| both | cat-learned | 60.0 % | 500.0 % |');
    for (const sentence of sentences) expect(text).toContain(sentence);
  });

  it('is on the page that prints', () => {
    const page = reportPage(found);
    expect(page).toContain('<td>0.250 (0.000 to 0.500), 3 of 4 scored</td><td>not scored</td>');
    expect(page).toContain('<h2>Every other system minus ties</h2>');
    expect(page).toContain('<td>0.250 (-0.500 to 0.750)</td><td>1 / 0 / 1</td><td>1.000</td>');
    expect(page).toContain('<tr><td>ties</td><td>f1</td><td>0.250</td><td>–</td><td>–</td></tr>');
    expect(page).toContain('<tr><td>a|&#60;b&#62;</td><td>75 % of 2</td><td>–</td></tr>');
    expect(page).toContain('<tr><td>both</td><td>cat-learned</td><td>60.0 %</td><td>500.0 %</td></tr>');
    for (const sentence of sentences) expect(page).toContain(sentence);
  });

  it('is not spoken of where there is none', () => {
    const silent = /seed 7|minus|Who won|Skills together|The judge beside| of \d+ scored/;
    expect(reportMarkdown(report)).not.toMatch(silent);
    expect(reportPage(report)).not.toMatch(silent);
  });
});

const commented: RunReport = {
  ...report,
  samples: [
    {
      ...report.samples[0]!,
      mark: `The page is wrong. ${hostile}`,
      answers: [
        {
          ...unsaid,
          system: 'base',
          answer: 'Dry',
          scores: { f1: 0.5, judge: null, rating: null },
          explanations: { f1: '1 word shared.', judge: `Hm.\n\n${hostile}`, rating: 'Nobody has rated this answer.' },
          rating: 1.5,
          note: `Nearly ${hostile}`,
        },
      ],
      verdicts: [
        { first: 'base', second: 'ties', seed: 0, outcome: 1, explanation: `Choice 1\n${hostile}` },
        { first: 'base', second: 'ties', seed: 1, outcome: 0.5, explanation: 'Both gave the same answer.' },
        { first: 'base', second: 'ties', seed: 2, outcome: null, explanation: 'The judge wrote nothing.' },
      ],
    },
  ],
};

describe('what was said of an answer', () => {
  it('is in Markdown: ratings, reasons, the question’s mark and what the judge wrote on pairs', () => {
    const text = reportMarkdown(commented);
    const tag = '\\<img src=x onerror=alert(1)\\>';
    expect(text).toContain(`\nMarked: The page is wrong. ${tag}\n`);
    expect(text).toContain(
      [
        '- **base** (seed 0; f1 0.500, judge –, rating 1.5): Dry',
        '  - f1: 1 word shared.',
        `  - judge: Hm. ${tag}`,
        `  - rating: Nearly ${tag}`,
        '',
        'How the judge compared them:',
        '',
        `- base is better than ties: Choice 1 ${tag}`,
        '- neither base nor ties is better: Both gave the same answer.',
        '- no verdict on base and ties: The judge wrote nothing.',
      ].join('\n'),
    );
    expect(text).not.toMatch(/[^\\]<img|Nobody has rated/);
  });

  it('is on the page that prints, as text', () => {
    const page = reportPage({ ...commented, seeds: [0, 1, 2] });
    expect(page).toContain('<p>Marked: The page is wrong. &#60;img');
    expect(page).toContain('<td>base (seed 0)</td><td>Dry</td><td><div>f1 0.500 <small>1 word shared.</small></div>');
    expect(page).toContain('<div>rating 1.5 <small>Nearly &#60;img');
    expect(page).toContain('<li>base is better than ties (seed 0) <small>Choice 1\n&#60;img');
    expect(page).toContain(
      '<li>neither base nor ties is better (seed 1) <small>Both gave the same answer.</small></li>',
    );
    expect(page).not.toMatch(/<(img|script|link|iframe)|Nobody has rated/);
  });

  it('takes no room where nothing was', () => {
    for (const text of [reportMarkdown(report), reportPage(report)]) expect(text).not.toMatch(/Marked|How the judge/);
  });
});
