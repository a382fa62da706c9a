import { readFileSync } from 'node:fs';
import i18next from 'i18next';
import { describe, expect, test } from 'vitest';
import { outcomeWords, purposeOf, purposeWords } from '../../../../renderer/features/activity/connection-words.ts';

const german = JSON.parse(
  readFileSync(new URL('../../../../renderer/i18n/de/activity.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

async function words() {
  const i18n = i18next.createInstance();
  await i18n.init({ lng: 'de', resources: { de: { activity: german } }, interpolation: { escapeValue: false } });
  return i18n.getFixedT<'activity'>('de', 'activity');
}

/** Every reason that the host gives for a connection, with something in the place of what it names. */
function reasonsInSources(): string[] {
  const files = ['catalog/hub.ts', 'catalog/wheel.ts', 'catalog/pip.ts', 'catalog/download.ts'];
  const sources = [...files, 'service/judging.ts', 'service/draft-writer.ts'].map((file) =>
    readFileSync(new URL(`../../../../core/${file}`, import.meta.url), 'utf8'),
  );
  const given = /(?:reason|purpose): (?:`([^`]+)`|'([^']+)')|return `(judge answers with [^`]+)`/g;
  return sources
    .flatMap((source) => [...source.matchAll(given)].map((match) => match[1] ?? match[2] ?? match[3]!))
    .map((text) => text.replaceAll(/\$\{.*?\}+/g, 'X'));
}

describe('what a connection was for', () => {
  test('is known by its kind, whatever the host writes down', () => {
    const reasons = reasonsInSources();
    expect(reasons.length).toBeGreaterThanOrEqual(6);
    for (const reason of reasons) expect(purposeOf(reason), reason).toBeDefined();
    expect(new Set(reasons.map((reason) => purposeOf(reason)!.kind)).size).toBe(5);
  });

  test('is told in the shown language, with what it names', async () => {
    const t = await words();
    expect(purposeWords('fetch tokenizer.json', t)).toBe('tokenizer.json holen');
    expect(purposeWords('ask size and checksum', t)).toBe('Größe und Prüfsumme erfragen');
    expect(purposeWords('something else', t)).toBe('something else');
  });
});

test('what came of a connection is told in the shown language, and the network’s own words as they are', async () => {
  const t = await words();
  expect(outcomeWords('offline', t)).toBe('„Offline bleiben“ ist an');
  expect(outcomeWords('HTTP 200', t)).toBe('HTTP 200');
  expect(outcomeWords('HTTP 200, through the proxy http://proxy:80', t)).toBe(
    'HTTP 200, über den Proxy http://proxy:80',
  );
});
