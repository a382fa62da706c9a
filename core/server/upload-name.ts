import { AppError } from '../errors.ts';

/**
 * The parts of a path under which an uploaded file is kept: no way out of its folder, nothing that any of the systems
 * forbids in a name, and the ending kept, since it tells the type.
 *
 * @throws AppError `service/bad-request`
 */
export function uploadName(text: string): string[] {
  const parts = text.split('/').map(safePart);
  if (parts.length > MOST_PARTS || parts.some((part) => part === undefined)) {
    throw new AppError('service/bad-request', `${JSON.stringify(text.slice(0, 200))} is no name for an uploaded file.`);
  }
  return parts as string[];
}

const MOST_PARTS = 8;
const MOST_CHARACTERS = 120;

function safePart(part: string): string | undefined {
  const plain = part
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replaceAll(/[\u0000-\u001f\u007f<>:"\\|?*]/g, '_')
    .replace(/[. ]+$/, '');
  if (plain === '' || /^\.+$/.test(plain)) return undefined;
  const named = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain;
  const characters = [...named];
  if (characters.length <= MOST_CHARACTERS) return named;
  const ending = /\.[a-z0-9]{1,12}$/i.exec(named)?.[0] ?? '';
  return characters.slice(0, MOST_CHARACTERS - ending.length).join('') + ending;
}
