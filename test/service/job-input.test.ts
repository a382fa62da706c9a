import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputOf } from '../../core/service/job-input.ts';

const schema = z.object({ bot: z.string(), settings: z.object({ shots: z.number() }) });

it('gives what a job was started with', () => {
  const input = { bot: 'b', settings: { shots: 1 } };
  expect(inputOf(schema, { id: 'job_1', input })).toEqual(input);
});

it('says of a job that another version began that it cannot go on, and what is missing', () => {
  expect(() => inputOf(schema, { id: 'job_1', input: { bot: 'b' } })).toThrow(
    expect.objectContaining({ code: 'jobs/not-resumable', message: expect.stringMatching(/job_1 .*settings/) }),
  );
});
