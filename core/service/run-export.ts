import { type RunReport, reportCsv, reportMarkdown, reportPage } from '../bench/index.ts';
import type { RunRow, Store } from '../store/index.ts';
import type { RunExportInput, RunFile } from './contract.ts';
import { judgeAgreement } from './run-agreement.ts';
import { differencesAgainst } from './run-comparison.ts';
import { runSamples } from './run-samples.ts';
import { reportOf } from './runs.ts';

/** A run as a file for others: every answer as CSV, all of it as JSON or Markdown, or a page to print. */
export function exportRun(store: Store, run: RunRow, format: RunExportInput['format']): RunFile {
  const name = `${run.suiteName.replace(/[^\p{L}\p{N}]+/gu, '-')}-${run.id}`;
  switch (format) {
    case 'csv':
      return { name: `${name}.csv`, text: reportCsv({ samples: allSamples(store, run) }) };
    case 'json':
      return { name: `${name}.json`, text: `${JSON.stringify(fullReport(store, run), null, 2)}\n` };
    case 'markdown':
      return { name: `${name}.md`, text: reportMarkdown(fullReport(store, run)) };
    case 'html':
      return { name: `${name}.html`, text: reportPage(fullReport(store, run)) };
  }
}

function fullReport(store: Store, run: RunRow): RunReport {
  const { samples: _, ...report } = reportOf(store, run);
  const agreement = judgeAgreement(store, run);
  const settings = Object.entries(run.settings as object).filter(
    (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return {
    ...report,
    settings: {
      ...Object.fromEntries(settings),
      seeds: run.seeds.join(', '),
      device: run.device,
      ...(run.manualSha256 === null ? {} : { 'manual sha256': run.manualSha256 }),
      ...(run.baseModelHash === null ? {} : { 'model sha256': run.baseModelHash }),
      'suite sha256': run.suiteHash,
      ...(run.versions as Record<string, string>),
    },
    ...differences(store, run),
    ...(agreement === undefined || agreement.n === 0 ? {} : { agreement }),
    samples: allSamples(store, run),
  };
}

/** Every other system minus the learned blend, the best recipe's first, or else minus the run's first. */
function differences(store: Store, run: RunRow): Pick<RunReport, 'differences'> {
  const names = store.runs.systems(run.id).map(({ name }) => name);
  const against = ['cat-learned-best', 'cat-learned'].find((name) => names.includes(name)) ?? names[0];
  if (against === undefined) return {};
  const { differences: list } = differencesAgainst(store, run, against);
  return list.length === 0 ? {} : { differences: { against, list } };
}

function allSamples(store: Store, run: RunRow): RunReport['samples'] {
  return runSamples(store, run, { run: run.id, limit: Number.MAX_SAFE_INTEGER }).items;
}
