/** A parameter of a program: a matrix. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Parameters that are carried and updated as one tensor: matrices with the same number of columns, one below the other. */
export interface ParameterGroup {
  readonly name: string;
  /** `[rows of all members, columns]` */
  readonly shape: readonly [number, number];
  /** Which of the parameters are in it, in order, and how many rows each takes. */
  readonly members: readonly number[];
  readonly rows: readonly number[];
}

/**
 * Elements of a group at most (1 MiB in f32), unless one parameter has more. The optimizer's passes over hundreds of small tensors cost
 * more than the numbers in them do, as does handing each over between invocations; larger groups than this leave the processor's caches.
 */
const groupElements = 1 << 18;

/** Puts parameters into groups, in order. A pure function of their shapes. */
export function groupParameters(parameters: readonly ParameterSpec[]): ParameterGroup[] {
  const groups: { columns: number; members: number[]; rows: number[] }[] = [];
  const open = new Map<number, (typeof groups)[number]>();
  const total = (rows: readonly number[]): number => rows.reduce((a, b) => a + b, 0);
  parameters.forEach(({ shape: [rows = 1, columns = 1] }, i) => {
    let group = open.get(columns);
    if (!group || (total(group.rows) + rows) * columns > groupElements) {
      group = { columns, members: [], rows: [] };
      groups.push(group);
      open.set(columns, group);
    }
    group.members.push(i);
    group.rows.push(rows);
  });
  return groups.map(({ columns, members, rows }, i) => ({
    name: `group ${i}`,
    shape: [total(rows), columns],
    members,
    rows,
  }));
}
