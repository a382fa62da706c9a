import { describe, expect, it } from 'vitest';
import { paceEvents } from '../../core/service/event-pacer.ts';
import type { ServiceEvent } from '../../core/service/index.ts';

const progress = (done: number): ServiceEvent => ({ kind: 'progress', stage: 'train', done, total: 1000 });
const point = (step: number): ServiceEvent => ({
  kind: 'points',
  job: 'job_1',
  points: [{ series: 'loss', step, value: 1 / step }],
});
const token = (text: string): ServiceEvent => ({ kind: 'token', text });

function paced(mostUnseen?: number) {
  const sent: { sequence: number; event: ServiceEvent }[] = [];
  const pacer = paceEvents((sequence, event) => sent.push({ sequence, event }), mostUnseen);
  return { pacer, sent, events: () => sent.map(({ event }) => event) };
}

describe('the events of a call', () => {
  it('are numbered from 1, and go on at once while they are seen', () => {
    const { pacer, sent } = paced();
    for (let i = 1; i <= 500; i++) {
      pacer.offer(progress(i));
      pacer.seen(i);
    }
    expect(sent.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
  });

  it('that are progress are held back while 64 were not seen, and then told once, the newest', () => {
    const { pacer, events, sent } = paced();
    for (let i = 1; i <= 500; i++) pacer.offer(progress(i));
    expect(sent).toHaveLength(64);
    pacer.seen(1);
    expect(events().slice(64)).toEqual([progress(500)]);
    pacer.flush();
    expect(sent).toHaveLength(65);
  });

  it('that are points are told together, every one', () => {
    const { pacer, events } = paced(2);
    for (let step = 1; step <= 100; step++) pacer.offer(point(step));
    pacer.flush();
    const told = events().flatMap((event) => (event.kind === 'points' ? event.points : []));
    expect(events()).toHaveLength(3);
    expect(told.map(({ step }) => step)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  it('that are pieces of an answer are never dropped, seen or not', () => {
    const { pacer, events } = paced();
    for (let i = 0; i < 500; i++) pacer.offer(token(`${i} `));
    const text = events()
      .map((event) => (event.kind === 'token' ? event.text : ''))
      .join('');
    expect(text).toBe(Array.from({ length: 500 }, (_, i) => `${i} `).join(''));
  });

  it('keep their order: a stage that begins comes after what was held back', () => {
    const { pacer, events } = paced(1);
    for (let i = 1; i <= 9; i++) pacer.offer(progress(i));
    pacer.offer({ kind: 'stage', stage: 'blend', state: 'started' });
    expect(events().slice(1)).toEqual([progress(9), { kind: 'stage', stage: 'blend', state: 'started' }]);
  });

  it('are counted as seen no further than they were sent', () => {
    const { pacer, sent } = paced(2);
    pacer.seen(1000);
    for (let i = 1; i <= 10; i++) pacer.offer(progress(i));
    expect(sent).toHaveLength(2);
  });
});
