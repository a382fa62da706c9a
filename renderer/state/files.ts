import { ServiceError } from '../api.ts';

export type FileKind = 'manual' | 'recipe' | 'data' | 'model' | 'backup';

/** Files of the person's machine, in the desktop application and in a browser alike: a path that the host can read. */
export interface Files {
  /** Whether native dialogs are there: without them, a folder or a place to save is asked for as text. */
  readonly native: boolean;
  /** The path of a dropped or chosen file; in a browser it is uploaded first. @throws ServiceError */
  pathOf(file: File, onProgress?: (share: number) => void): Promise<string>;
  /** A dropped or chosen folder, uploaded file by file. @throws ServiceError */
  folderOf(files: readonly File[]): Promise<string>;
  /** Native dialog, or the browser's own followed by an upload. Empty when the person changed their mind. */
  pick(kind: FileKind, many: boolean): Promise<readonly PickedFile[]>;
  pickFolder(): Promise<string | null>;
  pickSavePath(name: string): Promise<string | null>;
  showInFolder(path: string): Promise<void>;
  openExternal(url: string): Promise<void>;
  /** Saves text as a file of this name: a download. */
  saveText(name: string, text: string): void;
  /** Opens the system's own printing, which can also make a PDF, for a page of its own. Its scripts do not run. */
  print(html: string): void;
}

/** A file that was picked: its name at once, its path when asked for. */
export interface PickedFile {
  readonly name: string;
  path(onProgress?: (share: number) => void): Promise<string>;
}

const accept: Readonly<Record<FileKind, string>> = {
  manual: '.pdf,.md,.markdown,.txt',
  recipe: '.json',
  data: '.json,.jsonl',
  model: '.gguf',
  backup: '.tar',
};

export function createFiles(page: Window): Files {
  const native = page.stockpot;
  const pathOf: Files['pathOf'] = async (file, onProgress) =>
    native === undefined
      ? (await upload(`/uploads?name=${encodeURIComponent(file.name)}`, file, onProgress)).path
      : native.pathOf(file);
  return {
    native: native !== undefined,
    pathOf,
    async folderOf(files) {
      let folder: string | undefined;
      let path = '';
      for (const file of files) {
        const name = encodeURIComponent(file.webkitRelativePath || file.name);
        const kept = await upload(`/uploads?name=${name}&folder=${folder ?? 'new'}`, file);
        folder = kept.folder ?? folder;
        path = kept.path;
      }
      return path.slice(0, path.lastIndexOf('/'));
    },
    async pick(kind, many) {
      if (native !== undefined) {
        const paths = await native.pickFiles({ kinds: kind, many });
        return paths.map((path) => ({ name: path.split(/[\\/]/).at(-1) ?? path, path: async () => path }));
      }
      const files = await chooseFiles(page.document, accept[kind], many);
      return files.map((file) => ({ name: file.name, path: (onProgress) => pathOf(file, onProgress) }));
    },
    pickFolder: async () => (await native?.pickFolder()) ?? null,
    pickSavePath: async (name) => (await native?.pickSavePath(name)) ?? null,
    showInFolder: async (path) => native?.showInFolder(path),
    async openExternal(url) {
      if (native !== undefined) return native.openExternal(url);
      page.open(url, '_blank', 'noopener,noreferrer');
    },
    saveText(name, text) {
      const link = page.document.createElement('a');
      const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
      link.href = url;
      link.download = name;
      link.click();
      URL.revokeObjectURL(url);
    },
    print(html) {
      const frame = page.document.createElement('iframe');
      frame.sandbox.add('allow-same-origin', 'allow-modals');
      // Out of sight, but drawn: what is not drawn prints as an empty page.
      frame.style.cssText = 'position: fixed; width: 0; height: 0; border: 0; visibility: hidden';
      frame.ariaHidden = 'true';
      frame.srcdoc = html;
      frame.onload = () => {
        const shown = frame.contentWindow!;
        shown.addEventListener('afterprint', () => frame.remove());
        shown.print();
      };
      page.document.body.append(frame);
    },
  };
}

/** XMLHttpRequest, because fetch tells nothing of how far an upload has come. */
function upload(
  url: string,
  file: File,
  onProgress?: (share: number) => void,
): Promise<{ readonly path: string; readonly folder?: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = () => {
      const told = parse(request.responseText) as { error?: { code: string; message: string } } | null;
      reject(
        new ServiceError(
          told?.error ?? {
            code: 'service/host-gone',
            message: `"${file.name}" could not be handed to Stockpot (${request.status || 'no answer'}).`,
            hint: 'Check that Stockpot is still running, and try again.',
          },
        ),
      );
    };
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total === 0 ? 0 : loaded / total);
    request.onerror = fail;
    request.onload = () => {
      const kept = parse(request.responseText) as { path?: string; folder?: string } | null;
      if (request.status >= 200 && request.status < 300 && kept?.path !== undefined) {
        resolve(kept as { path: string; folder?: string });
      } else fail();
    };
    request.open('POST', url);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.send(file);
  });
}

function chooseFiles(document: Document, types: string, many: boolean): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = types;
    input.multiple = many;
    input.onchange = () => resolve([...(input.files ?? [])]);
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
