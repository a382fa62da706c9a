import { z } from 'zod';
import { answerIn, answerPrompt, hintsFor, questionIn, questionPrompt, spreadOver } from '../bench/index.ts';
import { defaultModelId } from '../catalog/index.ts';
import { chooseDevice } from '../engine/index.ts';
import type { JobBody } from '../jobs/index.ts';
import type { PassageRow, QuestionDraftRow, Store } from '../store/index.ts';
import type { DraftMakeInput, SuiteSummary } from './contract.ts';
import { type DraftWriter, draftWriter, samplingSchema, type WriterInput, writerInput } from './draft-writer.ts';
import { keepKey } from './endpoint-keys.ts';
import { findManual } from './find.ts';
import { followJob } from './follow-job.ts';
import type { Host } from './host.ts';
import { inputOf } from './job-input.ts';
import type { CallContext } from './methods.ts';
import { presentModel } from './models.ts';
import { checkOwnName, ownSummary, requireOwnSuite } from './suites.ts';

/** Makes questions from a manual with the paper's prompts (LoRA Soups, B.3 and Figure 11), as a job. */
export async function makeDrafts(input: DraftMakeInput, { host, emit, signal }: CallContext): Promise<SuiteSummary> {
  const { store } = host;
  const manual = findManual(store, input.manual);
  const suite = input.suite ?? `${manual.title} questions`;
  checkOwnName(store, suite, { isNew: false });
  const device = input.device ?? 'auto';
  chooseDevice(device);
  const writer = writerOf(host, input);
  if (writer.kind === 'model') await presentModel(writer.model, { host, signal });
  const job: JobInput = {
    manual: { id: manual.id },
    suite,
    writer,
    count: input.count ?? DEFAULT_COUNT,
    seed: input.seed ?? 0,
    sampling: samplingSchema.parse(input),
    device,
  };
  const { id } = host.jobs.start('make-questions', job);
  emit({ kind: 'job', job: id, state: 'started' });
  return (await followJob(host, id, emit, signal)).result as SuiteSummary;
}

const DEFAULT_COUNT = 50;

/** The job that makes them. Each is kept as it is made, so that a job that was cut off makes only the rest. */
export function makeDraftsJob(host: Host): JobBody {
  return async (job) => {
    const input = inputOf(jobInput, job);
    const { store } = host;
    const manual = store.manuals.require(input.manual.id);
    const worker = host.worker();
    try {
      return await job.stage('questions', async () => {
        const passages = store.passages.list(manual.id);
        const places = spreadOver(passages, input);
        const { device, sampling } = input;
        const writer = await draftWriter(host, input.writer, { worker, device, sampling, signal: job.signal });
        const total = places.length;
        for (let done = store.questionDrafts.madeBy(job.id).length; done < total; done++) {
          job.progress({ done, total });
          job.signal.throwIfAborted();
          const passage = passages[places[done]!]!;
          await makeOne(store, writer, passage, { ...input, seed: input.seed + done, jobId: job.id });
        }
        job.progress({ done: total, total });
        return ownSummary(requireOwnSuite(store, input.suite));
      });
    } finally {
      await worker.close();
    }
  };
}

/** The answer is asked for on its own, from passage and question alone, as in the paper. */
async function makeOne(
  store: Store,
  writer: DraftWriter,
  passage: PassageRow,
  { suite, seed, sampling, jobId }: Pick<JobInput, 'suite' | 'seed' | 'sampling'> & { readonly jobId: string },
): Promise<QuestionDraftRow> {
  const context = passage.text;
  const { temperature } = sampling;
  const question = questionIn(await writer.write(questionPrompt(context), { seed, temperature }));
  const answer =
    question === '' ? '' : answerIn(await writer.write(answerPrompt(context, question), { seed, temperature: 0 }));
  const earlier = store.questionDrafts.list(suite).map((draft) => draft.question);
  const [draft] = store.questionDrafts.add([
    {
      suite,
      manualId: passage.manualId,
      page: passage.page,
      context,
      question,
      answer,
      state: 'waiting',
      hints: hintsFor({ question, answer, context }, earlier),
      madeBy: { name: writer.name, question, answer, passage: passage.seq, seed },
      jobId,
    },
  ]);
  return draft!;
}

function writerOf(host: Host, { model, endpoint }: DraftMakeInput): WriterInput {
  if (endpoint !== undefined) return { kind: 'endpoint', ...keepKey(host, endpoint) };
  if (model !== undefined) return writerInput(host.store, model);
  return { kind: 'model', model: host.settings.model ?? defaultModelId };
}

const jobInput = z.object({
  manual: z.object({ id: z.string() }),
  suite: z.string(),
  writer: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('bot'), bot: z.string() }),
    z.object({ kind: z.literal('model'), model: z.string() }),
    z.object({ kind: z.literal('endpoint'), url: z.string(), model: z.string() }),
  ]),
  count: z.int(),
  seed: z.int(),
  // Jobs of before it could be set have none.
  sampling: samplingSchema.prefault({}),
  device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']),
});
type JobInput = z.infer<typeof jobInput>;
