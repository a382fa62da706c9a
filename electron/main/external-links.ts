import type { Shell } from 'electron';

/** The one way out: opens a web address in the person's browser. Everything that is not plain `http(s)` is refused. */
export async function openExternal(shell: Pick<Shell, 'openExternal'>, address: string): Promise<void> {
  const url = new URL(address);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || url.username !== '' || url.password !== '') {
    throw new Error('Only addresses of web pages can be opened.');
  }
  await shell.openExternal(url.href);
}
