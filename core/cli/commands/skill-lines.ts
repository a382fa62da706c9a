import type { BenchReport } from '../../service/index.ts';
import { table } from '../table.ts';

/** What two skills solve alone and together, as in the paper's Table 1. */
export function skillLines({ skills }: BenchReport): string[] {
  if (skills === undefined) return [];
  const { systems, neither, first, second, both, sumOfParts, superLinear } = skills;
  const cell = ({ mean, improvement }: typeof neither) =>
    `${percent(mean)}${improvement === null ? '' : ` (${signed(improvement)})`}`;
  return [
    '',
    table([
      [`${skills.n} questions`, `without ${systems.second}`, `with ${systems.second}`],
      [`without ${systems.first}`, percent(neither.mean), cell(second)],
      [`with ${systems.first}`, cell(first), `${cell(both)} ${systems.both}`],
    ]),
    sumOfParts === null || both.improvement === null
      ? 'The base model solves none of them: there is no improvement to compare with.'
      : `Together ${signed(both.improvement)}, the sum of the parts ${signed(sumOfParts)}: ${superLinear ? 'more' : 'not more'} than the sum of the parts.`,
    `A skill alone solves ${percent(skills.solvedByEither)}; only both together solve ${percent(skills.solvedByBothAlone)} more.`,
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function signed(improvement: number): string {
  return `${improvement < 0 ? '−' : '+'}${Math.abs(100 * improvement).toFixed(0)} %`;
}
