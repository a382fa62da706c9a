import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { BrowserWindow, Dialog, FileFilter, IpcMain, Shell, WebContents } from 'electron';
import { z } from 'zod';
import { contractWords } from '../words.ts';
import { openExternal } from './external-links.ts';
import { answerPage } from './ipc.ts';
import type { Texts } from './texts.ts';

export interface FileDialogOptions {
  readonly ipc: Pick<IpcMain, 'handle'>;
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  readonly shell: Pick<Shell, 'openExternal' | 'showItemInFolder'>;
  readonly windowOf: (contents: WebContents) => BrowserWindow | null;
  readonly texts: () => Texts;
}

/** The dialogs and doors of the system that the page may ask for. */
export function setupFileDialogs({ ipc, dialog, shell, windowOf, texts }: FileDialogOptions): void {
  const { channels } = contractWords;
  const open = async (contents: WebContents, options: Electron.OpenDialogOptions): Promise<readonly string[]> => {
    const window = windowOf(contents);
    if (window === null) return [];
    const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
    return canceled ? [] : filePaths;
  };
  answerPage(ipc, channels.pickFiles, {
    input: z.strictObject({ kinds: z.enum(['manual', 'recipe', 'data', 'model', 'backup']), many: z.boolean() }),
    answer: ({ kinds, many }, { sender }) =>
      open(sender, {
        properties: many ? ['openFile', 'multiSelections'] : ['openFile'],
        filters: [{ name: texts().files[kinds], extensions: [...extensions[kinds]] }, anyFile(texts())],
      }),
  });
  answerPage(ipc, channels.pickFolder, {
    input: z.undefined(),
    answer: async (_input, { sender }) => {
      const [folder] = await open(sender, { properties: ['openDirectory', 'createDirectory'] });
      return folder ?? null;
    },
  });
  answerPage(ipc, channels.pickSavePath, {
    // A name, no path: where it goes, the person says.
    input: z
      .string()
      .max(255)
      .regex(/^[^/\\\0]*$/),
    answer: async (name, { sender }) => {
      const window = windowOf(sender);
      if (window === null) return null;
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: name });
      return canceled || filePath === '' ? null : filePath;
    },
  });
  answerPage(ipc, channels.showInFolder, {
    input: z.string().max(4096).refine(isAbsolute),
    answer: (path) => {
      // Shown in the system's file manager, never opened.
      if (existsSync(path)) shell.showItemInFolder(path);
    },
  });
  answerPage(ipc, channels.openExternal, {
    input: z.string().max(2048),
    answer: (url) => openExternal(shell, url),
  });
}

const extensions = {
  manual: ['pdf', 'md', 'markdown', 'txt'],
  recipe: ['json'],
  data: ['json', 'jsonl'],
  model: ['gguf'],
  backup: ['tar'],
} as const;

function anyFile(texts: Texts): FileFilter {
  return { name: texts.files.any, extensions: ['*'] };
}
