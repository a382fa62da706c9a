import { useEffect, useRef } from 'react';

/** A folder that was dropped on the window, or files without one. */
export interface DroppedFolder {
  readonly name: string;
  readonly files: readonly File[];
}

/** The folder of a drop with the files that lie in it; of loose files, these. To be called while the drop is being told. */
export async function droppedFolder(dropped: DataTransfer): Promise<DroppedFolder> {
  const folder = folderIn(dropped);
  if (folder === undefined) return { name: '', files: [...dropped.files] };
  const inside = await new Promise<FileSystemEntry[]>((resolve, reject) =>
    folder.createReader().readEntries(resolve, reject),
  );
  const entries = inside.filter((entry) => entry.isFile) as FileSystemFileEntry[];
  const files = await Promise.all(
    entries.map((entry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject))),
  );
  return { name: folder.name, files };
}

/** Takes folders, and the files of an adapter, that are dropped anywhere on the window; other files are left to who takes them. */
export function useFolderDrop(active: boolean, onDrop: (folder: Promise<DroppedFolder>) => void): void {
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    if (!active) return;
    const drop = (event: DragEvent) => {
      if (event.dataTransfer === null || !holdsSkill(event.dataTransfer)) return;
      event.preventDefault();
      latest.current(droppedFolder(event.dataTransfer));
    };
    // Before those that take what nobody else did.
    window.addEventListener('drop', drop, { capture: true });
    return () => window.removeEventListener('drop', drop, { capture: true });
  }, [active]);
}

/** Whether a drop is what {@link droppedFolder} is for. */
export function holdsSkill(dropped: DataTransfer): boolean {
  return folderIn(dropped) !== undefined || [...dropped.files].some(({ name }) => name === 'adapter_config.json');
}

function folderIn(dropped: DataTransfer): FileSystemDirectoryEntry | undefined {
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry());
  return entries.find((entry) => entry?.isDirectory === true) as FileSystemDirectoryEntry | undefined;
}
