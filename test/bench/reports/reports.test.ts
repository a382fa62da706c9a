import { describe, expect, it } from 'vitest';
import { intervalChart, type RunReport, reportCsv, reportMarkdown, reportPage } from '../../../core/bench/index.ts';

const hostile = `<img src=x onerror=alert(1)>`;
const report: RunReport = {
  run: 'run_1',
  suite: 'Pump',
  model: 'Small',
  bot: 'Pump bot',
  createdAt: '2026-01-01T00:00:00.000Z',
  settings: { task: 'qabot', shots: 1 },
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
      answers: [
        { system: 'base', seed: 0, answer: '=1+1', scores: { f1: 0.5 }, rating: 2 },
        { system: 'ties', seed: 0, answer: null, scores: { f1: null }, rating: null },
      ],
    },
  ],
};

describe('a run as a file', () => {
  it('is one line of CSV an answer, with quotes where they are needed and no formulas', () => {
    const [head, first, ...rest] = reportCsv(report).slice(1).split('\r\n');
    expect(head).toBe('question,system,seed,text,reference,answer,f1,rating');
    expect(first).toBe(`1,base,0,"What is ""E7""?\n${hostile}","Dry, it runs",'=1+1,0.5,2`);
    expect(rest).toEqual([`1,ties,0,"What is ""E7""?\n${hostile}","Dry, it runs",,,`, '']);
  });

  it('says in Markdown what each system scored, how it was made and what it answered', () => {
    const text = reportMarkdown(report);
    expect(text).toContain('| base | 2 | 0.250 (0.000 to 0.500) | 3.0 |');
    expect(text).toContain('| ties | 2 | not scored | 4.0 |');
    expect(text).toContain(
      'best: {"density":0.4,"weights":\\[1,1.2\\]}; sweep: 5 entries'.replaceAll('{', '\\{').replaceAll('}', '\\}'),
    );
    expect(text).toContain('- **ties** (seed 0; f1 –): no answer');
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
