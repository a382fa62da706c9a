// Writes what Python's memory holds once it is loaded: to start from it takes a fifth of the time. It runs no code of
// others, and no sandbox is around it.

const folder = process.argv[2];
const { loadPyodide } = await import(`${folder}/pyodide.mjs`);
const python = await loadPyodide({ indexURL: `${folder}/`, _makeSnapshot: true });
process.stdout.write(python.makeMemorySnapshot());
