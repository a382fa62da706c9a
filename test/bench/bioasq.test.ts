import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSuite } from '../../core/bench/index.ts';
import { temporaryFolder } from '../store/temporary-home.ts';

/** Invented questions with the fields that BioASQ's task B has. */
const document = {
  questions: [
    {
      id: '1',
      type: 'factoid',
      body: 'Which organ makes glucagon?',
      documents: ['http://www.ncbi.nlm.nih.gov/pubmed/0'],
      snippets: [
        { text: 'Glucagon is made by the pancreas.', document: 'a', beginSection: 'abstract', offsetInBeginSection: 0 },
        { text: 'Alpha cells lie in the islets.', document: 'b' },
        { text: 'Glucagon is made by the pancreas.', document: 'c' },
      ],
      exact_answer: [['pancreas', 'the pancreas']],
      ideal_answer: ['Glucagon is made by the alpha cells of the pancreas.', 'The pancreas makes it.'],
    },
    { id: '2', type: 'yesno', body: 'Is it?', snippets: [], exact_answer: 'yes', ideal_answer: 'Yes.' },
    {
      id: '3',
      type: 'factoid',
      body: 'Which gas do red cells carry?',
      snippets: [{ text: 'Red cells carry oxygen.' }],
      exact_answer: [['oxygen', 'O2']],
    },
    { id: '4', type: 'summary', body: 'What is it?', snippets: [], ideal_answer: ['It is so.'] },
    { id: '5', type: 'yesno', body: 'Is it not?', snippets: [], exact_answer: 'no', ideal_answer: ['No.'] },
  ],
};

function read(questions: unknown) {
  const path = join(temporaryFolder(), 'bioasq.json');
  writeFileSync(path, JSON.stringify({ questions }));
  return readSuite(path);
}

describe('a BioASQ file', () => {
  it('is a suite of its factoid questions, with their snippets as what is read', () => {
    const suite = read(document.questions);
    expect(suite.questions).toEqual([
      {
        question: 'Which organ makes glucagon?',
        answer: 'Glucagon is made by the alpha cells of the pancreas.',
        context: 'Glucagon is made by the pancreas.\nAlpha cells lie in the islets.',
      },
      { question: 'Which gas do red cells carry?', answer: 'oxygen', context: 'Red cells carry oxygen.' },
    ]);
    expect(suite.task).toBe('reading');
    expect(suite.notice).toBe('2 factoid questions; left out: 2 of type yesno, 1 of type summary.');
  });

  it('says nothing of what is left out where nothing is', () => {
    expect(read([document.questions[2]]).notice).toBeUndefined();
  });

  it.each([
    ['body', /Record 1 .*"body"/],
    ['snippets', /Record 1 .*"snippets"/],
    ['exact_answer', /Record 1 .*"ideal_answer" nor "exact_answer"/],
  ])('is refused where a question has no %s', (field, message) => {
    const { [field as 'body']: _, ...rest } = document.questions[2]!;
    expect(() => read([rest])).toThrow(message);
  });

  it('is not shipped, and whoever asks for it is told why', () => {
    expect(() => readSuite('bioasq')).toThrow(
      expect.objectContaining({ code: 'bench/bad-suite', hint: expect.stringContaining('licence') }),
    );
  });
});
