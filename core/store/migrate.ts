import { AppError } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { createManuals } from './migrations/0001-create-manuals.ts';
import { createSkillsAndJobs } from './migrations/0002-create-skills-and-jobs.ts';
import { createConversationsAndRuns } from './migrations/0003-create-conversations-and-runs.ts';
import { addManualRevisions } from './migrations/0004-add-manual-revisions.ts';
import { addChatSearchAndAnnotations } from './migrations/0005-add-chat-search-and-annotations.ts';
import { addBenchmarkSuite } from './migrations/0006-add-benchmark-suite.ts';
import { addPairVerdicts } from './migrations/0007-add-pair-verdicts.ts';
import { addSampleMarks } from './migrations/0008-add-sample-marks.ts';
import { addAnswersUsed } from './migrations/0009-add-answers-used.ts';
import { addSuiteTasks } from './migrations/0010-add-suite-tasks.ts';
import { addJobLog } from './migrations/0011-add-job-log.ts';
import { keepRatedAnswers } from './migrations/0012-keep-rated-answers.ts';

/** Entry n brings a database from version n to version n + 1. Entries are only ever added. */
export const migrations: readonly ((db: SqlDatabase) => void)[] = [
  createManuals,
  createSkillsAndJobs,
  createConversationsAndRuns,
  addManualRevisions,
  addChatSearchAndAnnotations,
  addBenchmarkSuite,
  addPairVerdicts,
  addSampleMarks,
  addAnswersUsed,
  addSuiteTasks,
  addJobLog,
  keepRatedAnswers,
];

/** `Spot` as four bytes: tells our file from any other SQLite file. */
export const APPLICATION_ID = 0x53706f74;

/**
 * Brings a database to version `to` (the newest unless given), each migration in a transaction of its own together with
 * the new `user_version`: a kill leaves the version before or the version after.
 *
 * @throws AppError `store/newer-version` when a newer program made the file, `store/corrupt` when another program did.
 */
export function migrate(db: SqlDatabase, to: number = migrations.length): void {
  checkOwnership(db);
  // A migration that rebuilds a table drops the old one; references are checked before its commit instead.
  db.pragma('foreign_keys = OFF');
  try {
    while (versionOf(db) < to) db.transaction(() => step(db, to));
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

/** The `user_version`: how many migrations the file has had. */
export function versionOf(db: SqlDatabase): number {
  return Number(db.statement('SELECT user_version AS version FROM pragma_user_version').get()?.version);
}

function step(db: SqlDatabase, to: number): void {
  // Read again: another process may have migrated while this one waited for the lock.
  const version = versionOf(db);
  const migration = migrations[version];
  if (version >= to || migration === undefined) return;
  migration(db);
  const broken = db.statement('SELECT count(*) AS count FROM pragma_foreign_key_check').get();
  if (broken?.count !== 0) {
    throw new AppError(
      'store/corrupt',
      `Tried to bring ${db.path} to version ${version + 1}: ${broken?.count} entries point to nothing. It was left at version ${version}.`,
    );
  }
  db.pragma(`user_version = ${version + 1}`);
}

function checkOwnership(db: SqlDatabase): void {
  const version = versionOf(db);
  if (version > migrations.length) {
    throw new AppError(
      'store/newer-version',
      `Tried to open ${db.path}: a newer Stockpot made it (version ${version}, this one knows ${migrations.length}). Update Stockpot.`,
    );
  }
  const found = db.statement('SELECT application_id AS id FROM pragma_application_id').get()?.id;
  if (found === APPLICATION_ID) return;
  const tables = db.statement('SELECT count(*) AS count FROM sqlite_schema').get()?.count;
  if (found !== 0 || tables !== 0) {
    throw new AppError('store/corrupt', `Tried to open ${db.path}: it is a database of another program.`);
  }
  db.pragma(`application_id = ${APPLICATION_ID}`);
}
