/** Bundles the desktop application's own code into build/electron and build/engine of a folder. */
export function buildElectron(folder?: string): Promise<void>;
