import { z } from 'zod';
import { AppError } from '../errors.ts';
import { botSettingsSchema } from './bot-settings.ts';
import type { Input, Json, Method } from './contract.ts';
import { settingsSchema } from './settings-kept.ts';

/**
 * A method's input, checked where it enters the process.
 * @throws AppError `service/bad-request` naming the field.
 */
export function parseInput<M extends Method>(method: M, input: unknown): Input<M> {
  const schema = inputs[method] as z.ZodType<Input<M>>;
  if (!Object.hasOwn(inputs, method))
    throw new AppError('service/bad-request', `There is no method "${String(method)}".`);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const field = issue.path.join('.');
  throw new AppError('service/bad-request', `${method}: ${field === '' ? '' : `"${field}": `}${issue.message}.`);
}

const text = z.string().min(1);
const nothing = z.strictObject({});
const device = z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']).exactOptional();
const json: z.ZodType<Json> = z.json() as z.ZodType<Json>;
const set = z.record(z.string(), json).exactOptional();
const name = z.string().trim().min(1).max(200).exactOptional();
const suiteName = z.string().trim().min(1).max(200);
const endpoint = z.strictObject({
  url: z.string().min(1).max(2000),
  model: z.string().min(1).max(200),
  key: z.string().max(1000).exactOptional(),
});
const range = {
  offset: z.int().min(0).exactOptional(),
  limit: z.int().min(1).max(1000).exactOptional(),
};
const ocr = z.enum(['auto', 'always', 'never']).exactOptional();
/** `[skill][module]` */
const coefficients = z.array(z.array(z.number()).max(10_000)).min(1).max(16);
const seed = z.int().min(0).exactOptional();
const recipe = z.union([text, z.record(z.string(), json)]).exactOptional();
const build = z.strictObject({
  manual: text,
  model: text.exactOptional(),
  instruct: text.exactOptional(),
  recipe,
  set,
  name,
  device,
});
const ask = z.strictObject({
  bot: text,
  question: z.string().trim().min(1).max(20_000),
  withManual: z.boolean().exactOptional(),
  device,
  seed,
  as: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('base') }),
      z.strictObject({ kind: z.literal('skill'), skill: text }),
      z.strictObject({ kind: z.literal('soup'), coefficients }),
    ])
    .exactOptional(),
});

const { offline, theme, language, device: chosen, resumeAtStart, model, welcomed } = settingsSchema.shape;
const settingsChange = z.strictObject({
  offline: offline.exactOptional(),
  theme: theme.exactOptional(),
  language: language.exactOptional(),
  device: chosen.exactOptional(),
  resumeAtStart: resumeAtStart.exactOptional(),
  model: model.exactOptional(),
  welcomed: welcomed.exactOptional(),
});

const { temperature, topP, maxNewTokens } = botSettingsSchema.shape;

const inputs: { readonly [M in Method]: z.ZodType<Input<M>> } = {
  'manual.import': z.strictObject({ path: text, ocr }),
  'manual.list': nothing,
  'manual.show': z.strictObject({ manual: text }),
  'manual.page': z.strictObject({ manual: text, page: z.int().min(1) }),
  'manual.search': z.strictObject({ query: z.string().max(1000), manual: text.exactOptional(), ...range }),
  'manual.rename': z.strictObject({ manual: text, title: z.string().trim().min(1).max(200) }),
  'manual.remove': z.strictObject({ manual: text, withDependants: z.boolean().exactOptional() }),
  'manual.replace': z.strictObject({ manual: text, path: text, ocr }),
  'bot.build': build,
  'bot.plan': build,
  'bot.show': z.strictObject({ bot: text }),
  'bot.rename': z.strictObject({ bot: text, name: z.string().trim().min(1).max(200) }),
  'bot.configure': z.strictObject({ bot: text, settings: botSettingsSchema.exactPartial() }),
  'bot.speakFrom': z.strictObject({ bot: text, manuals: z.array(text).max(100) }),
  'bot.remove': z.strictObject({ bot: text }),
  'bot.gate': z.strictObject({ bot: text, against: text, suite: text.exactOptional(), device }),
  'bot.promote': z.strictObject({ bot: text, reason: z.string().trim().max(2000).exactOptional() }),
  'bot.promotions': z.strictObject({ bot: text.exactOptional() }),
  'recipe.list': nothing,
  'recipe.resolve': z.strictObject({ recipe, set }),
  'bot.list': nothing,
  'bot.ask': ask,
  'bot.warm': z.strictObject({ bot: text, device }),
  'chat.send': ask.extend({ conversation: text.exactOptional(), parent: text.nullable().exactOptional() }),
  'chat.regenerate': z.strictObject({ message: text, seed, withManual: z.boolean().exactOptional(), device }),
  'conversation.list': z.strictObject({
    bot: text.exactOptional(),
    query: z.string().max(1000).exactOptional(),
    ...range,
  }),
  'conversation.show': z.strictObject({ conversation: text }),
  'conversation.rename': z.strictObject({ conversation: text, title: z.string().trim().min(1).max(200) }),
  'conversation.remove': z.strictObject({ conversation: text }),
  'conversation.export': z.strictObject({ conversation: text, format: z.enum(['markdown', 'json']) }),
  'message.rate': z.strictObject({ message: text, rating: z.union([z.literal(-1), z.literal(0), z.literal(1)]) }),
  'rating.count': nothing,
  'rating.list': z.strictObject({ bot: text.exactOptional(), ...range }),
  'rating.remove': z.strictObject({ message: text }),
  'bench.run': z.strictObject({
    target: text,
    suite: text,
    systems: text.exactOptional(),
    scorers: text.exactOptional(),
    judge: z.string().min(1).max(2000).exactOptional(),
    judgeKey: z.string().max(1000).exactOptional(),
    seeds: z.int().min(1).max(100).exactOptional(),
    limit: z.int().min(1).exactOptional(),
    task: text.exactOptional(),
    shots: z.int().min(0).exactOptional(),
    temperature: z.number().exactOptional(),
    topP: z.number().exactOptional(),
    maxNewTokens: z.int().min(1).exactOptional(),
    repetitionPenalty: z.number().exactOptional(),
    device,
  }),
  'run.list': nothing,
  'run.show': z.strictObject({ run: text }),
  'run.compare': z.strictObject({ first: text, second: text }),
  'run.export': z.strictObject({ run: text, format: z.enum(['csv', 'json', 'markdown', 'html']) }),
  'prepared.list': nothing,
  'prepared.remove': z.strictObject({ keys: z.array(text).exactOptional() }),
  'suite.list': nothing,
  'suite.import': z.strictObject({ path: text, name: suiteName.exactOptional(), manual: text.exactOptional() }),
  'suite.remove': z.strictObject({ suite: text }),
  'draft.make': z.strictObject({
    manual: text,
    suite: suiteName.exactOptional(),
    model: text.exactOptional(),
    endpoint: endpoint.exactOptional(),
    count: z.int().min(1).max(10_000).exactOptional(),
    seed,
    temperature: temperature.exactOptional(),
    topP: topP.exactOptional(),
    maxNewTokens: maxNewTokens.exactOptional(),
    device,
  }),
  'draft.list': z.strictObject({
    suite: text,
    state: z.enum(['waiting', 'accepted', 'edited', 'rejected']).exactOptional(),
    ...range,
  }),
  'draft.review': z.strictObject({
    draft: text,
    action: z.enum(['accept', 'edit', 'reject', 'wait']),
    question: z.string().max(4000).exactOptional(),
    answer: z.string().max(4000).exactOptional(),
  }),
  'draft.suite': z.strictObject({ suite: text }),
  'job.list': nothing,
  'job.show': z.strictObject({ job: text }),
  'job.points': z.strictObject({ job: text }),
  'job.resume': z.strictObject({ job: text, memory: z.literal('low').exactOptional() }),
  'job.pause': z.strictObject({ job: text }),
  'job.cancel': z.strictObject({ job: text }),
  'job.remove': z.strictObject({ job: text }),
  'skill.list': nothing,
  'skill.show': z.strictObject({ skill: text }),
  'skill.train': z.strictObject({
    data: text,
    model: text.exactOptional(),
    name,
    recipe,
    set,
    device,
  }),
  'skill.import': z.strictObject({ folder: text, data: text.exactOptional(), model: text.exactOptional(), name }),
  'skill.export': z.strictObject({ skill: text, format: z.enum(['peft', 'gguf']), out: text }),
  'skill.rename': z.strictObject({ skill: text, name: z.string().trim().min(1).max(200) }),
  'skill.annotate': z.strictObject({
    skill: text,
    tags: z.array(z.string().trim().min(1).max(50)).max(50).exactOptional(),
    note: z.string().max(10_000).exactOptional(),
  }),
  'skill.remove': z.strictObject({ skill: text }),
  'skill.merge': z.strictObject({
    skills: z.array(text).min(2).max(16),
    method: z.enum(['cat', 'linear', 'ties', 'dare', 'dare-ties']),
    weights: z.array(z.number()).exactOptional(),
    density: z.number().positive().max(1).exactOptional(),
    seed,
    name,
  }),
  'soup.list': nothing,
  'soup.show': z.strictObject({ soup: text }),
  'soup.save': z.strictObject({ bot: text, coefficients, name: z.string().trim().min(1).max(200) }),
  'soup.blend': z.strictObject({
    skills: z.array(text).min(2).max(16),
    manuals: z.array(text).max(100).exactOptional(),
    learn: z.boolean(),
    name,
    recipe: z.union([text, z.record(z.string(), json)]).exactOptional(),
    set,
    device,
  }),
  'run.samples': z.strictObject({
    run: text,
    query: z.string().max(1000).exactOptional(),
    show: z.enum(['differing', 'judge-and-person', 'marked']).exactOptional(),
    scorer: text.exactOptional(),
    ...range,
  }),
  'run.against': z.strictObject({ run: text, against: text }),
  'run.agreement': z.strictObject({ run: text }),
  'sample.rate': z.strictObject({
    run: text,
    system: text,
    index: z.int().min(0),
    seed: z.int().min(0),
    rating: z.number().min(0).max(2).multipleOf(0.5).nullable(),
    note: z.string().max(10_000).exactOptional(),
  }),
  'sample.mark': z.strictObject({ run: text, index: z.int().min(0), note: z.string().max(10_000).nullable() }),
  'run.remove': z.strictObject({ run: text }),
  'bench.options': z.strictObject({ target: text }),
  'model.list': nothing,
  'model.pull': z.strictObject({ model: text }),
  'model.add': z.strictObject({ path: text, name }),
  'model.verify': z.strictObject({ model: text.exactOptional() }),
  'model.remove': z.strictObject({ model: text }),
  'home.doctor': nothing,
  'home.welcome': nothing,
  'home.watch': nothing,
  'home.report': nothing,
  'home.move': z.strictObject({ folder: text }),
  'home.moveBack': nothing,
  'home.removePrevious': nothing,
  'home.log': z.strictObject({ lines: z.int().min(1).max(500).exactOptional() }),
  'home.moveModels': z.strictObject({ folder: text }),
  'settings.show': nothing,
  'settings.change': settingsChange,
  'connection.list': z.strictObject(range),
  'home.backup': z.strictObject({ path: text }),
  'home.restore': z.strictObject({ path: text }),
};
