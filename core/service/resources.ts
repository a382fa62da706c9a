import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The desktop application lays them beside its archive, where every library can read them, and says where. */
const folder = process.env.STOCKPOT_RESOURCES ?? fileURLToPath(new URL('../../resources/', import.meta.url));

/** The instruction data that comes with the program (CC BY-NC 4.0). */
export const stockInstructions = join(folder, 'data', 'alpaca.json');

/** The instruction skill that comes with the program for a base model; undefined when there is none. */
export function stockSkillFolder(modelId: string): string | undefined {
  const path = join(folder, 'skills', `alpaca-${modelId.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-')}`);
  return existsSync(join(path, 'adapter_config.json')) ? path : undefined;
}

/** The manual that comes with the program. */
export const sampleManual = {
  path: join(folder, 'sample', 'gutenprint-users-manual.pdf'),
  title: "Gutenprint 5.2 User's Manual",
  pages: 73,
};

/** What is said before stock data is used. */
export const licenceNotice =
  'The instruction skill of this build comes from Alpaca data under CC BY-NC 4.0: no commercial use. ' +
  'To build on data of your own: stockpot skills train --data FILE, then stockpot build … --instruct SKILL.';
