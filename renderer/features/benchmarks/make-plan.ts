import type { DraftMakeInput } from '../../api.ts';
import { numberIn } from './run-plan.ts';

/** Questions to be made, as they are being chosen. Numbers are what is typed: empty for the usual ones. */
export interface MakePlan {
  readonly manual: string;
  readonly where: 'here' | 'endpoint';
  /** A bot or a base model of this home; empty for the usual one. */
  readonly writer: string;
  readonly endpoint: { readonly url: string; readonly model: string; readonly key: string };
  readonly count: string;
  /** Empty to be named after the manual. */
  readonly name: string;
  readonly numbers: Readonly<Record<DrawingName, string>>;
}

export const drawingNames = ['seed', 'temperature', 'topP', 'maxNewTokens'] as const;
export type DrawingName = (typeof drawingNames)[number];

export const firstMakePlan: MakePlan = {
  manual: '',
  where: 'here',
  writer: '',
  endpoint: { url: '', model: '', key: '' },
  count: '50',
  name: '',
  numbers: { seed: '', temperature: '', topP: '', maxNewTokens: '' },
};

/** The number that stands where none is typed; null where the one who writes has its own. */
export function usualNumber(name: DrawingName, { where }: MakePlan): number | null {
  return name === 'topP' && where === 'endpoint'
    ? null
    : { seed: 0, temperature: 0.7, topP: 0.95, maxNewTokens: 100 }[name];
}

/** The call's input; null while something of it is missing. */
export function makeInput(plan: MakePlan): DraftMakeInput | null {
  const { manual, where, writer, count, name, numbers } = plan;
  const { key, ...rest } = plan.endpoint;
  const endpoint = { url: rest.url.trim(), model: rest.model.trim(), ...(key === '' ? {} : { key }) };
  if (manual === '' || !(Number(count) > 0)) return null;
  if (where === 'endpoint' && (endpoint.url === '' || endpoint.model === '')) return null;
  const typed = drawingNames.flatMap((number) => {
    const value = numberIn(numbers[number]);
    return value === null ? [] : [[number, value] as const];
  });
  return {
    manual,
    count: Math.floor(Number(count)),
    ...(where === 'endpoint' ? { endpoint } : writer === '' ? {} : { model: writer }),
    ...(name.trim() === '' ? {} : { suite: name.trim() }),
    ...Object.fromEntries(typed),
  };
}
