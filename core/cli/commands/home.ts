import type { Command } from 'commander';
import type { DoctorReport } from '../../service/index.ts';
import type { Bind } from '../context.ts';
import { bytesText } from '../table.ts';

/** `doctor`, `backup`, `restore`, `home` */
export function homeCommands(program: Command, bind: Bind): void {
  program
    .command('doctor')
    .description('what is here, what works, and what does not')
    .action(
      bind(async (session) => {
        const report = await session.call('home.doctor', {});
        session.print(report, () => doctorText(report));
      }),
    );
  program
    .command('backup')
    .description('write everything but the base models into one new folder')
    .argument('<file>', 'a new folder')
    .action(
      bind(async (session, path: string) => {
        const result = await session.call('home.backup', { path });
        session.print(result, () => `Wrote ${result.files} files, ${bytesText(result.bytes)}, to ${result.path}`);
      }),
    );
  program
    .command('restore')
    .description('bring a backup back; what is there now is kept beside it')
    .argument('<file>', 'a backup')
    .action(
      bind(async (session, path: string) => {
        const result = await session.call('home.restore', { path });
        const kept = result.previous === null ? '' : `\nWhat was there before: ${result.previous}`;
        session.print(result, () => `Restored ${result.files} files to ${result.home}${kept}`);
      }),
    );
  movingCommands(program.command('home').description('where everything is kept, and moving it'), bind);
}

function movingCommands(home: Command, bind: Bind): void {
  home
    .command('move')
    .description('move everything to another folder; the old one stays, and leads there')
    .argument('<folder>', 'a folder that is empty or not there yet')
    .action(
      bind(async (session, folder: string) => {
        const moved = await session.call('home.move', { folder });
        session.print(
          moved,
          () =>
            `Moved ${moved.files} files, ${bytesText(moved.bytes)}, to ${moved.folder}\n` +
            `What was in ${moved.previous} is there still: "stockpot home back" uses it again, "stockpot home remove-old" deletes it.`,
        );
      }),
    );
  home
    .command('back')
    .description('use the old folder again, as it was before the move')
    .action(
      bind(async (session) => {
        const back = await session.call('home.moveBack', {});
        session.print(back, () => `Back in ${back.home}\nWhat was kept since the move lies in ${back.left}`);
      }),
    );
  home
    .command('remove-old')
    .description('delete what a move left in the old folder')
    .action(
      bind(async (session) => {
        const removed = await session.call('home.removePrevious', {});
        session.print(removed, () => `Deleted what was in ${removed.folder}`);
      }),
    );
}

function doctorText(report: DoctorReport): string {
  const { machine } = report;
  return [
    `Versions: ${Object.entries(report.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    `Machine: ${machine.platform}, ${machine.processor}, ${machine.cores} cores, ${bytesText(machine.freeMemoryBytes)} free of ${bytesText(machine.memoryBytes)}`,
    'Devices',
    ...report.devices.map(
      (d) => `  ${d.name}: ${d.usable ? 'usable' : 'not usable'}${d.detail === '' ? '' : ` (${d.detail})`}`,
    ),
    'Folders',
    ...Object.entries(report.folders).map(([name, path]) => `  ${name}: ${path}`),
    `Kept: ${Object.entries(report.counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
    'Checks',
    ...report.checks.map((c) => `  ${c.ok ? 'right' : 'WRONG'}  ${c.name}: ${c.detail}`),
  ].join('\n');
}
